DROP INDEX certificates_ended_idx;
DROP TABLE certificate_seals;
-- Whoever comes up again looks for certificates without a seal.
DELETE FROM meta WHERE key = 'certificates.sealed';
