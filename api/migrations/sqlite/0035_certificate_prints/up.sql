-- Every file that was given out of a certificate, by its SHA-256: whoever holds a paper file can ask whether it is one.
CREATE TABLE certificate_prints (
    certificate_id BLOB NOT NULL REFERENCES certificates (id),
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    size BIGINT NOT NULL CHECK (size > 0),
    -- When it was first given out.
    made_at BIGINT NOT NULL,
    PRIMARY KEY (certificate_id, sha256)
);
CREATE TRIGGER certificate_prints_immutable_update BEFORE UPDATE ON certificate_prints
BEGIN SELECT RAISE(ABORT, 'certificate_prints_immutable'); END;
CREATE TRIGGER certificate_prints_immutable_delete BEFORE DELETE ON certificate_prints
BEGIN SELECT RAISE(ABORT, 'certificate_prints_immutable'); END;
