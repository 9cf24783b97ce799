-- Calls that agents had. A telephone system may give an id again after a restart: when the call began tells them apart.
CREATE TABLE past_calls (
    user       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at_unix_ms INTEGER NOT NULL,
    call_id    TEXT NOT NULL,
    direction  TEXT NOT NULL CHECK (direction IN ('Inbound', 'Outbound')),
    number     TEXT,
    name       TEXT,
    queue      TEXT,
    seconds    INTEGER NOT NULL,
    answered   INTEGER NOT NULL CHECK (answered IN (0, 1)),
    PRIMARY KEY (user, at_unix_ms, call_id)
) STRICT, WITHOUT ROWID;
