-- A run finds out who gets a certificate, is approved by a second person, and issues.
CREATE TABLE issuance_runs (
    id BYTEA NOT NULL PRIMARY KEY,
    edition_id BYTEA NOT NULL REFERENCES editions (id),
    basis TEXT COLLATE "C" NOT NULL CHECK (basis IN ('exam', 'training', 'fusion')),
    -- Whom it is limited to, if at all.
    region_code TEXT COLLATE "C",
    institution_id BYTEA REFERENCES institutions (id),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('preparing', 'prepared', 'approved', 'issuing', 'issued', 'rejected', 'cancelled', 'failed')),
    eligible BIGINT NOT NULL,
    ineligible BIGINT NOT NULL,
    already_held BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    job_id BYTEA,
    prepared_by BYTEA NOT NULL REFERENCES users (id),
    prepared_at BIGINT NOT NULL,
    approved_by BYTEA REFERENCES users (id),
    approved_at BIGINT,
    ended_by BYTEA REFERENCES users (id),
    ended_at BIGINT,
    remarks TEXT,
    version BIGINT NOT NULL,
    CONSTRAINT issuance_runs_two_people CHECK (approved_by IS NULL OR approved_by <> prepared_by),
    CONSTRAINT issuance_runs_approved CHECK (status NOT IN ('approved', 'issuing', 'issued') OR approved_by IS NOT NULL)
);
CREATE INDEX issuance_runs_status_idx ON issuance_runs (status, id);
CREATE INDEX issuance_runs_edition_idx ON issuance_runs (edition_id, id);

CREATE TABLE issuance_items (
    id BYTEA NOT NULL PRIMARY KEY,
    run_id BYTEA NOT NULL REFERENCES issuance_runs (id),
    person_id BYTEA NOT NULL REFERENCES persons (id),
    student_id BYTEA REFERENCES students (id),
    teacher_id BYTEA REFERENCES teachers (id),
    institution_id BYTEA NOT NULL REFERENCES institutions (id),
    region_code TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    -- Student or staff number.
    code TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('eligible', 'ineligible', 'already_held', 'issued')),
    reasons TEXT NOT NULL,
    -- The certificate given, or the one already held.
    certificate_id BYTEA REFERENCES certificates (id),
    CONSTRAINT issuance_items_person_key UNIQUE (run_id, person_id),
    CONSTRAINT issuance_items_issued CHECK (outcome <> 'issued' OR certificate_id IS NOT NULL)
);
CREATE INDEX issuance_items_outcome_idx ON issuance_items (run_id, outcome, id);
CREATE INDEX issuance_items_run_idx ON issuance_items (run_id, id);
