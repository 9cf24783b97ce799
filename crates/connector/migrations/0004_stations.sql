-- When the password was set, in milliseconds since 1970 UTC. Nobody knows of those that were there before.
ALTER TABLE users ADD COLUMN cti_password_set_unix_ms INTEGER;
-- What a user may do at a log-on.
ALTER TABLE users ADD COLUMN may_remote_number INTEGER NOT NULL DEFAULT 1 CHECK (may_remote_number IN (0, 1));
ALTER TABLE users ADD COLUMN may_persist INTEGER NOT NULL DEFAULT 0 CHECK (may_persist IN (0, 1));

ALTER TABLE site ADD COLUMN station_licences INTEGER NOT NULL DEFAULT 9999 CHECK (station_licences BETWEEN 0 AND 9999);

CREATE TABLE stations (
    name_folded   TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    extension     TEXT NOT NULL UNIQUE,
    -- The number outside of a remote workstation; empty for a workstation.
    remote_number TEXT,
    standing      TEXT NOT NULL DEFAULT 'active' CHECK (standing IN ('active', 'inactive')),
    -- Whether only the users below may log on.
    log_on        TEXT NOT NULL DEFAULT 'everyone' CHECK (log_on IN ('everyone', 'only'))
) STRICT, WITHOUT ROWID;

CREATE TABLE station_users (
    station TEXT NOT NULL REFERENCES stations (name_folded) ON DELETE CASCADE,
    user    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (station, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE credentials (
    hash            BLOB PRIMARY KEY CHECK (length(hash) = 32),
    user            INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL CHECK (kind IN ('saved', 'session')),
    expires_unix_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX credentials_by_user ON credentials (user);

CREATE TABLE accepted_agreements (
    user       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version    TEXT NOT NULL,
    at_unix_ms INTEGER NOT NULL,
    PRIMARY KEY (user, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE memos (
    -- AUTOINCREMENT: a number is never given to another memo.
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL,
    url  TEXT,
    team TEXT
) STRICT;
