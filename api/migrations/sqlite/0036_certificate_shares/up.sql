-- Links by which holders show a certificate to whoever they give them to, for a time.
CREATE TABLE certificate_shares (
    id BLOB NOT NULL PRIMARY KEY,
    certificate_id BLOB NOT NULL REFERENCES certificates (id),
    -- SHA-256 of the token, which is a keyed hash of the id: so a link can be shown again, and is not in the database.
    token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
    label TEXT,
    created_by BLOB NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL CHECK (ends_at > created_at),
    revoked_at BIGINT,
    CONSTRAINT certificate_shares_token_key UNIQUE (token_hash)
);
CREATE INDEX certificate_shares_certificate_idx ON certificate_shares (certificate_id, id);
