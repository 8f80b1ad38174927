DROP INDEX certificates_ended_idx;
DROP TABLE certificate_seals;
