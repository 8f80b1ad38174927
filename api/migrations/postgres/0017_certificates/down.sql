DROP TABLE certificate_revocation_items;
DROP TABLE certificate_revocations;
DROP TABLE certificates;
DROP FUNCTION certificates_immutable();
DROP TABLE certificate_counters;
