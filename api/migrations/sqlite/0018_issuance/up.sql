-- A run finds out who gets a certificate, is approved by a second person, and issues.
CREATE TABLE issuance_runs (
    id BLOB NOT NULL PRIMARY KEY,
    edition_id BLOB NOT NULL REFERENCES editions (id),
    basis TEXT NOT NULL CHECK (basis IN ('exam', 'training', 'fusion')),
    -- Whom it is limited to, if at all.
    region_code TEXT,
    institution_id BLOB REFERENCES institutions (id),
    status TEXT NOT NULL CHECK (status IN ('preparing', 'prepared', 'approved', 'issuing', 'issued', 'rejected', 'cancelled', 'failed')),
    eligible BIGINT NOT NULL,
    ineligible BIGINT NOT NULL,
    already_held BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    job_id BLOB,
    prepared_by BLOB NOT NULL REFERENCES users (id),
    prepared_at BIGINT NOT NULL,
    approved_by BLOB REFERENCES users (id),
    approved_at BIGINT,
    ended_by BLOB REFERENCES users (id),
    ended_at BIGINT,
    remarks TEXT,
    version BIGINT NOT NULL,
    CONSTRAINT issuance_runs_two_people CHECK (approved_by IS NULL OR approved_by <> prepared_by),
    CONSTRAINT issuance_runs_approved CHECK (status NOT IN ('approved', 'issuing', 'issued') OR approved_by IS NOT NULL)
);
CREATE INDEX issuance_runs_status_idx ON issuance_runs (status, id);
CREATE INDEX issuance_runs_edition_idx ON issuance_runs (edition_id, id);

CREATE TABLE issuance_items (
    id BLOB NOT NULL PRIMARY KEY,
    run_id BLOB NOT NULL REFERENCES issuance_runs (id),
    person_id BLOB NOT NULL REFERENCES persons (id),
    student_id BLOB REFERENCES students (id),
    teacher_id BLOB REFERENCES teachers (id),
    institution_id BLOB NOT NULL REFERENCES institutions (id),
    region_code TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Student or staff number.
    code TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('eligible', 'ineligible', 'already_held', 'issued')),
    reasons TEXT NOT NULL,
    -- The certificate given, or the one already held.
    certificate_id BLOB REFERENCES certificates (id),
    CONSTRAINT issuance_items_person_key UNIQUE (run_id, person_id),
    CONSTRAINT issuance_items_issued CHECK (outcome <> 'issued' OR certificate_id IS NOT NULL)
);
CREATE INDEX issuance_items_outcome_idx ON issuance_items (run_id, outcome, id);
CREATE INDEX issuance_items_run_idx ON issuance_items (run_id, id);
