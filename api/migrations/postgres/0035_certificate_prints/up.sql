-- Every file that was given out of a certificate, by its SHA-256: whoever holds a paper file can ask whether it is one.
CREATE TABLE certificate_prints (
    certificate_id BYTEA NOT NULL REFERENCES certificates (id),
    sha256 BYTEA NOT NULL CHECK (length(sha256) = 32),
    size BIGINT NOT NULL CHECK (size > 0),
    -- When it was first given out.
    made_at BIGINT NOT NULL,
    PRIMARY KEY (certificate_id, sha256)
);
CREATE FUNCTION certificate_prints_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'certificate_prints_immutable';
END $$;
CREATE TRIGGER certificate_prints_immutable BEFORE UPDATE OR DELETE ON certificate_prints
    FOR EACH ROW EXECUTE FUNCTION certificate_prints_immutable();
