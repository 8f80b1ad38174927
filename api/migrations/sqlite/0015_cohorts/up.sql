-- Student classes (学习班, 二.2.(3)).
CREATE TABLE cohorts (
    id BLOB NOT NULL PRIMARY KEY,
    edition_id BLOB NOT NULL REFERENCES editions (id),
    institution_id BLOB NOT NULL REFERENCES institutions (id),
    region_code TEXT NOT NULL,
    title TEXT NOT NULL,
    title_pinyin TEXT NOT NULL,
    major TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('regular', 'intensive')),
    -- Student-training periods of the edition, ascending, as a JSON list.
    periods TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'returned', 'approved', 'running', 'finished', 'dissolved')),
    -- Where it deviates from rules, each with the reason that was given.
    deviations TEXT NOT NULL,
    submitted_by BLOB REFERENCES users (id),
    submitted_at BIGINT,
    -- The newest decision of the branch.
    decided_by BLOB REFERENCES users (id),
    decided_at BIGINT,
    remarks TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT cohorts_edition_key UNIQUE (id, edition_id)
);
CREATE INDEX cohorts_region_idx ON cohorts (region_code, id);
CREATE INDEX cohorts_institution_idx ON cohorts (institution_id, id);
CREATE INDEX cohorts_edition_idx ON cohorts (edition_id, id);
CREATE INDEX cohorts_status_idx ON cohorts (status, region_code, id);
CREATE INDEX cohorts_title_idx ON cohorts (title, id);
CREATE INDEX cohorts_pinyin_idx ON cohorts (title_pinyin, id);

CREATE TABLE cohort_students (
    cohort_id BLOB NOT NULL,
    student_id BLOB NOT NULL REFERENCES students (id),
    edition_id BLOB NOT NULL,
    -- False once the class has finished or was dissolved: its students are free for another.
    live BOOLEAN NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (cohort_id, student_id),
    FOREIGN KEY (cohort_id, edition_id) REFERENCES cohorts (id, edition_id)
);
-- A student is in one live class of an edition at most.
CREATE UNIQUE INDEX cohort_students_live_key ON cohort_students (edition_id, student_id) WHERE live;
CREATE INDEX cohort_students_student_idx ON cohort_students (student_id);

CREATE TABLE cohort_teachers (
    cohort_id BLOB NOT NULL REFERENCES cohorts (id),
    teacher_id BLOB NOT NULL REFERENCES teachers (id),
    PRIMARY KEY (cohort_id, teacher_id)
);
CREATE INDEX cohort_teachers_teacher_idx ON cohort_teachers (teacher_id);
