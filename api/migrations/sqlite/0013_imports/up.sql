-- Spreadsheets on their way in: what was uploaded, what a dry run found row by row, what became of it.
CREATE TABLE imports (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- Where the rows go; absent for imports that belong to a region or to the country.
    institution_id BLOB REFERENCES institutions (id),
    region_code TEXT,
    -- What else the rows belong to, such as an exam date.
    subject_id BLOB,
    -- The sealed blob; let go of when the import is discarded.
    file_id BLOB REFERENCES files (id),
    file_name TEXT NOT NULL,
    owner_id BLOB NOT NULL REFERENCES users (id),
    status TEXT NOT NULL CHECK (status IN ('parsing', 'ready', 'committing', 'committed', 'failed', 'discarded')),
    rows_new BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,
    rows_refused BIGINT NOT NULL,
    -- Titles of the file that mean no column.
    ignored TEXT NOT NULL,
    -- Code and sentence, if the file as a whole was refused.
    problem TEXT,
    job_id BLOB,
    created_at BIGINT NOT NULL,
    settled_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX imports_institution_idx ON imports (institution_id, kind, id);
CREATE INDEX imports_region_idx ON imports (region_code, kind, id);
CREATE INDEX imports_kind_idx ON imports (kind, id);

CREATE TABLE import_rows (
    import_id BLOB NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    row_no INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('new', 'changed', 'unchanged', 'refused')),
    -- Fields as they stood in the file; personal numbers are masked.
    fields TEXT NOT NULL,
    problems TEXT NOT NULL,
    changes TEXT NOT NULL,
    -- What the commit writes; personal numbers are sealed. Absent for rows that cannot be read.
    payload TEXT,
    CONSTRAINT import_rows_pkey PRIMARY KEY (import_id, row_no)
);
CREATE INDEX import_rows_outcome_idx ON import_rows (import_id, outcome, row_no);
