-- What became of a person in a subject on an exam date; a correction raises the version and leaves the old
-- state in the history.
CREATE TABLE subject_results (
    id BYTEA NOT NULL PRIMARY KEY,
    edition_id BYTEA NOT NULL REFERENCES editions (id),
    exam_date_id BYTEA NOT NULL REFERENCES exam_dates (id),
    subject_id BYTEA NOT NULL REFERENCES subjects (id),
    -- Where they studied when the result was recorded.
    student_id BYTEA NOT NULL REFERENCES students (id),
    person_id BYTEA NOT NULL REFERENCES persons (id),
    institution_id BYTEA NOT NULL REFERENCES institutions (id),
    region_code TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('scored', 'absent', 'voided', 'deferred')),
    -- Hundredths of a point, 0 to 100 points.
    score_hundredths INTEGER CHECK (score_hundredths BETWEEN 0 AND 10000),
    recorded_by BYTEA NOT NULL REFERENCES users (id),
    recorded_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT subject_results_sitting_key UNIQUE (person_id, exam_date_id, subject_id),
    CONSTRAINT subject_results_score CHECK ((status = 'scored') = (score_hundredths IS NOT NULL))
);
CREATE INDEX subject_results_edition_idx ON subject_results (edition_id, person_id);
CREATE INDEX subject_results_date_idx ON subject_results (exam_date_id, id);
CREATE INDEX subject_results_region_idx ON subject_results (region_code, id);
CREATE INDEX subject_results_institution_idx ON subject_results (institution_id, id);
CREATE INDEX subject_results_student_idx ON subject_results (student_id, id);

-- Every state a result has had, the present one included. Rows are only ever added.
CREATE TABLE subject_result_history (
    result_id BYTEA NOT NULL REFERENCES subject_results (id),
    version BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    score_hundredths INTEGER,
    reason TEXT,
    import_id BYTEA,
    recorded_by BYTEA NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (result_id, version)
);
