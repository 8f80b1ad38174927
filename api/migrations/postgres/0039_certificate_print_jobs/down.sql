-- Their files belong to nothing any more.
UPDATE certificate_print_jobs SET status = 'expired', file_id = NULL WHERE status = 'ready';
DELETE FROM files WHERE owner_kind = 'certificate_print_job';
DROP TABLE certificate_print_jobs;
