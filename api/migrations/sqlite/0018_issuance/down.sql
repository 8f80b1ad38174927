DROP TABLE issuance_items;
DROP TABLE issuance_runs;
