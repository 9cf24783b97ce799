-- Tokens of a Salesforce org that were used and would still hold: none counts twice, not even over a restart.
CREATE TABLE used_tokens (
    id            BLOB PRIMARY KEY CHECK (length(id) = 32),
    until_unix_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
