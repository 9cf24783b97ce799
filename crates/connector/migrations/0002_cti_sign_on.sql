-- What a password is compared with (Argon2id, PHC form). The sealed one beside it only fills the sign-on form of its user.
-- Empty where a password was sealed by an earlier version: filled when the store is opened.
ALTER TABLE users ADD COLUMN cti_hash TEXT;

ALTER TABLE users ADD COLUMN team TEXT NOT NULL DEFAULT 'Agents';
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'agent' CHECK (role IN ('agent', 'supervisor'));

CREATE TABLE failures_of_all_kinds (
    kind          TEXT NOT NULL CHECK (kind IN ('loginId', 'address', 'ctiUserName')),
    subject       BLOB NOT NULL,
    count         INTEGER NOT NULL CHECK (count > 0),
    until_unix_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

INSERT INTO failures_of_all_kinds SELECT kind, subject, count, until_unix_ms FROM failures;
DROP TABLE failures;
ALTER TABLE failures_of_all_kinds RENAME TO failures;
