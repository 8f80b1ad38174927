-- The open-standard forms of a certificate as they are given out. Each is made of the snapshot alone, so one that is
-- missing can be made again, and gives the same bytes.
CREATE TABLE credential_forms (
    certificate_id BYTEA NOT NULL REFERENCES certificates (id),
    form TEXT COLLATE "C" NOT NULL CHECK (form IN ('vc_jwt', 'data_integrity')),
    -- Of the text that is given out.
    sha256 BYTEA NOT NULL CHECK (length(sha256) = 32),
    -- That text, deflated (RFC 1951).
    body BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (certificate_id, form)
);
CREATE FUNCTION credential_forms_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'credential_forms_immutable';
END $$;
CREATE TRIGGER credential_forms_immutable BEFORE UPDATE OR DELETE ON credential_forms
    FOR EACH ROW EXECUTE FUNCTION credential_forms_immutable();
