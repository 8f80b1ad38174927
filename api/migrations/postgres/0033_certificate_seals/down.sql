DROP INDEX certificates_ended_idx;
DROP TABLE certificate_seals;
DROP FUNCTION certificate_seals_immutable();
