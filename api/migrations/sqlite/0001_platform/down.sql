DROP TABLE occupancy;
DROP TABLE files;
DROP TABLE jobs;
DROP TABLE idempotency_keys;
DROP TABLE audit_events;
DROP TABLE meta;
