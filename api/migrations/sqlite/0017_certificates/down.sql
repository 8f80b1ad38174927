DROP TABLE certificate_revocation_items;
DROP TABLE certificate_revocations;
DROP TABLE certificates;
DROP TABLE certificate_counters;
