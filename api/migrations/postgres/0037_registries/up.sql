-- Files of issued certificates for registries outside. What is in one is fixed when it is asked for: the certificates
-- that have a leaf in the log from `log_from` up to, not including, `log_to`.
CREATE TABLE registry_exports (
    id BYTEA NOT NULL PRIMARY KEY,
    format TEXT COLLATE "C" NOT NULL CHECK (format IN ('xlsx', 'jsonl')),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('making', 'ready', 'failed', 'expired')),
    -- JSON; the region stands beside it for the scope.
    filter TEXT NOT NULL,
    region_code TEXT COLLATE "C",
    -- The export that this one goes on from.
    after_id BYTEA REFERENCES registry_exports (id),
    log_from BIGINT NOT NULL CHECK (log_from >= 0),
    log_to BIGINT NOT NULL,
    -- Whether whole numbers of identity documents are in it, and why.
    document_numbers BOOLEAN NOT NULL,
    reason TEXT,
    -- JSON, by kind and region; of the file as it is downloaded its SHA-256 and size.
    counts TEXT,
    sha256 BYTEA CHECK (length(sha256) = 32),
    size BIGINT,
    -- The name of the sealed blob, noted before it is stored, so that a job that begins again can take it away.
    blob BYTEA,
    file_id BYTEA REFERENCES files (id),
    problem TEXT,
    job_id BYTEA,
    created_by BYTEA NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    CHECK (log_to >= log_from),
    CHECK (document_numbers = (reason IS NOT NULL)),
    CHECK ((status = 'ready') = (file_id IS NOT NULL)),
    CHECK (status NOT IN ('ready', 'expired') OR (counts IS NOT NULL AND sha256 IS NOT NULL AND size IS NOT NULL))
);
CREATE INDEX registry_exports_region_idx ON registry_exports (region_code, id);

-- What the national platform calls a certificate, and its receipt for it.
CREATE TABLE registry_receipts (
    certificate_id BYTEA NOT NULL PRIMARY KEY REFERENCES certificates (id),
    national_number TEXT COLLATE "C" NOT NULL,
    receipt_number TEXT COLLATE "C" NOT NULL,
    received_on DATE NOT NULL,
    -- The file that last said so.
    import_id BYTEA NOT NULL REFERENCES imports (id),
    recorded_by BYTEA NOT NULL REFERENCES users (id),
    recorded_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT registry_receipts_national_number_key UNIQUE (national_number)
);
