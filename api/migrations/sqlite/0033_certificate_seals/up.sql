-- What the issuing transaction adds to a certificate: the issuer's signature over the snapshot, the place in a status
-- list and the record of why it was issued. Its leaf in the log is found by its id.
CREATE TABLE certificate_seals (
    certificate_id BLOB NOT NULL PRIMARY KEY REFERENCES certificates (id),
    key_id TEXT NOT NULL REFERENCES issuer_keys (id),
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    status_list BIGINT NOT NULL REFERENCES status_lists (id),
    status_index BIGINT NOT NULL CHECK (status_index >= 0),
    -- Canonical JSON; its SHA-256 stands in the snapshot. None for certificates from before.
    evidence TEXT,
    CONSTRAINT certificate_seals_place_key UNIQUE (status_list, status_index)
);
-- Those whose bits are set.
CREATE INDEX certificates_ended_idx ON certificates (id) WHERE status <> 'valid';
CREATE TRIGGER certificate_seals_immutable_update BEFORE UPDATE ON certificate_seals
BEGIN SELECT RAISE(ABORT, 'certificate_seals_immutable'); END;
CREATE TRIGGER certificate_seals_immutable_delete BEFORE DELETE ON certificate_seals
BEGIN SELECT RAISE(ABORT, 'certificate_seals_immutable'); END;
