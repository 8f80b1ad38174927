DROP INDEX certificates_revoked_idx;
ALTER TABLE issuance_runs DROP COLUMN include_revoked;
