-- Files that are sent in parts and can be gone on with, and the teaching designs (教学设计, 三.1) that are handed in so.
-- What is begun lasts a day; it is taken over by what it was sent for, or it goes.
-- The trigger on new versions stands back while a backup is restored (`meta` has 'restoring' then).
CREATE TABLE uploads (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('teaching_design', 'task')),
    name TEXT NOT NULL,
    -- Bytes, as announced.
    size BIGINT NOT NULL CHECK (size > 0),
    -- Bytes that are here.
    offset_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT uploads_offset CHECK (offset_bytes BETWEEN 0 AND size)
);
CREATE INDEX uploads_user_idx ON uploads (user_id, id);
CREATE INDEX uploads_expiry_idx ON uploads (expires_at);

-- The parts in the file store, each after the one before.
CREATE TABLE upload_chunks (
    upload_id BLOB NOT NULL REFERENCES uploads (id),
    offset_bytes BIGINT NOT NULL CHECK (offset_bytes >= 0),
    size BIGINT NOT NULL CHECK (size > 0),
    -- Name in the file store.
    key TEXT NOT NULL,
    PRIMARY KEY (upload_id, offset_bytes),
    CONSTRAINT upload_chunks_blob_key UNIQUE (key)
);

CREATE TABLE teaching_designs (
    id BLOB NOT NULL PRIMARY KEY,
    enrolment_id BLOB NOT NULL REFERENCES training_enrolments (id),
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    -- The version that experts judge; one of its own. No foreign key, since versions point back.
    judged_version_id BLOB,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT teaching_designs_enrolment_key UNIQUE (enrolment_id)
);
CREATE INDEX teaching_designs_batch_idx ON teaching_designs (batch_id, id);

CREATE TABLE teaching_design_versions (
    id BLOB NOT NULL PRIMARY KEY,
    design_id BLOB NOT NULL REFERENCES teaching_designs (id),
    no INTEGER NOT NULL CHECK (no >= 1),
    file_id BLOB NOT NULL REFERENCES files (id),
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'docx', 'pptx', 'zip')),
    size BIGINT NOT NULL CHECK (size > 0),
    sha256 BLOB NOT NULL,
    title TEXT NOT NULL,
    submitted_at BIGINT NOT NULL,
    CONSTRAINT teaching_design_versions_no_key UNIQUE (design_id, no)
);
CREATE INDEX teaching_design_versions_file_idx ON teaching_design_versions (file_id);

-- Nothing is handed in after the deadline of the batch, nor once experts have a version.
CREATE TRIGGER teaching_designs_deadline BEFORE INSERT ON teaching_design_versions
WHEN EXISTS (SELECT 1 FROM teaching_designs d JOIN training_batches b ON b.id = d.batch_id
    WHERE d.id = NEW.design_id AND (d.judged_version_id IS NOT NULL OR NEW.submitted_at > b.design_until))
    AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
BEGIN SELECT RAISE(ABORT, 'teaching_designs_deadline'); END;
CREATE TRIGGER teaching_design_versions_fixed BEFORE UPDATE ON teaching_design_versions
BEGIN SELECT RAISE(ABORT, 'teaching_design_versions_fixed'); END;
CREATE TRIGGER teaching_design_versions_stay BEFORE DELETE ON teaching_design_versions
BEGIN SELECT RAISE(ABORT, 'teaching_design_versions_fixed'); END;
