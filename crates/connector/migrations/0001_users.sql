CREATE TABLE users (
    -- AUTOINCREMENT: a number is never given to another user.
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    user_name        TEXT NOT NULL,
    user_name_folded TEXT NOT NULL UNIQUE,
    display_name     TEXT NOT NULL,
    extension        TEXT NOT NULL,
    login_id_hash    BLOB UNIQUE CHECK (length(login_id_hash) = 32),
    licensed         INTEGER NOT NULL DEFAULT 0 CHECK (licensed IN (0, 1)),
    cti_user_name    TEXT UNIQUE,
    -- Sealed under a key derived from login-id.key: nonce, then ciphertext.
    cti_password     BLOB CHECK ((cti_password IS NULL) = (cti_user_name IS NULL))
) STRICT;

CREATE TABLE site (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    licences  INTEGER NOT NULL DEFAULT 9999 CHECK (licences BETWEEN 0 AND 9999),
    -- What login-id.key makes of a fixed text: tells the right key from a wrong one. Empty until there is a key.
    key_check BLOB CHECK (length(key_check) = 32)
) STRICT;

INSERT INTO site (id) VALUES (1);

-- Failed sign-ons, by the hash of a Login ID or by an address of 4 or 16 bytes.
CREATE TABLE failures (
    kind          TEXT NOT NULL CHECK (kind IN ('loginId', 'address')),
    subject       BLOB NOT NULL,
    count         INTEGER NOT NULL CHECK (count > 0),
    until_unix_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
