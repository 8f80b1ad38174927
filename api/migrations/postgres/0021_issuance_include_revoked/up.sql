-- Whoever's certificate of the edition was revoked is left out of a run unless the run says otherwise.
ALTER TABLE issuance_runs ADD COLUMN include_revoked BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX certificates_revoked_idx ON certificates (holder_person_id) WHERE status = 'revoked';
