-- Their files belong to nothing any more.
UPDATE registry_exports SET status = 'expired', file_id = NULL WHERE status = 'ready';
DELETE FROM files WHERE owner_kind = 'registry_export';
DROP TABLE registry_receipts;
DROP TABLE registry_exports;
