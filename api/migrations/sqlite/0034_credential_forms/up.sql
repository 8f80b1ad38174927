-- The open-standard forms of a certificate as they are given out. Each is made of the snapshot alone, so one that is
-- missing can be made again, and gives the same bytes.
CREATE TABLE credential_forms (
    certificate_id BLOB NOT NULL REFERENCES certificates (id),
    form TEXT NOT NULL CHECK (form IN ('vc_jwt', 'data_integrity')),
    -- Of the text that is given out.
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    -- That text, deflated (RFC 1951).
    body BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (certificate_id, form)
);
CREATE TRIGGER credential_forms_immutable_update BEFORE UPDATE ON credential_forms
BEGIN SELECT RAISE(ABORT, 'credential_forms_immutable'); END;
CREATE TRIGGER credential_forms_immutable_delete BEFORE DELETE ON credential_forms
BEGIN SELECT RAISE(ABORT, 'credential_forms_immutable'); END;
