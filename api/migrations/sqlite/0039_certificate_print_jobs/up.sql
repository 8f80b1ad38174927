-- Certificates printed in bulk: files for schools (a ZIP of sealed files) or for the printing office (pages alone).
CREATE TABLE certificate_print_jobs (
    id BLOB NOT NULL PRIMARY KEY,
    format TEXT NOT NULL CHECK (format IN ('zip', 'pdf')),
    status TEXT NOT NULL CHECK (status IN ('making', 'ready', 'failed', 'expired')),
    -- JSON; region and institution stand beside it for the scope.
    filter TEXT NOT NULL,
    region_code TEXT,
    institution_id BLOB,
    -- How many certificates there were when it was asked for.
    total BIGINT NOT NULL CHECK (total > 0),
    -- How many are in the file, and how many could not be printed: JSON, with number and reason.
    printed BIGINT,
    omitted_count BIGINT,
    omitted TEXT,
    sha256 BLOB CHECK (length(sha256) = 32),
    size BIGINT,
    -- The name of the blob, noted before it is stored, so that a job that begins again can take it away.
    blob BLOB,
    file_id BLOB REFERENCES files (id),
    problem TEXT,
    job_id BLOB,
    created_by BLOB NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    CHECK ((status = 'ready') = (file_id IS NOT NULL)),
    CHECK (status NOT IN ('ready', 'expired')
        OR (printed IS NOT NULL AND omitted_count IS NOT NULL AND omitted IS NOT NULL
            AND sha256 IS NOT NULL AND size IS NOT NULL))
);
CREATE INDEX certificate_print_jobs_region_idx ON certificate_print_jobs (region_code, id);
CREATE INDEX certificate_print_jobs_institution_idx ON certificate_print_jobs (institution_id, id);
