-- Batches of online teacher training (在线师资研修, 二.1): what enrolment opens for and classes are formed of.
CREATE TABLE training_batches (
    id BLOB NOT NULL PRIMARY KEY,
    edition_id BLOB NOT NULL REFERENCES editions (id),
    -- Teacher-training period of the edition (四.2).
    period INTEGER NOT NULL CHECK (period BETWEEN 1 AND 9),
    title TEXT NOT NULL,
    title_pinyin TEXT NOT NULL,
    -- The branch that opened it; empty for headquarters.
    opened_by_region TEXT REFERENCES branches (region_code),
    -- Teachers enrol within [from, until).
    enrol_from BIGINT NOT NULL,
    enrol_until BIGINT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    places INTEGER NOT NULL CHECK (places BETWEEN 1 AND 100000),
    -- Kept by triggers on enrolments and never written otherwise.
    taken INTEGER NOT NULL,
    -- The next place in the order of enrolment.
    next_seq BIGINT NOT NULL,
    planned_hours INTEGER NOT NULL CHECK (planned_hours BETWEEN 1 AND 1000),
    -- Counts for the national plan (国培计划, 二.1.(2)).
    national_plan BOOLEAN NOT NULL,
    syllabus TEXT NOT NULL,
    -- Until when teaching designs are handed in.
    design_until BIGINT,
    status TEXT NOT NULL CHECK (status IN ('draft', 'enrolling', 'grouped', 'running', 'assessing', 'finished', 'cancelled')),
    -- What the calendar says against its dates, as a JSON list.
    warnings TEXT NOT NULL,
    remarks TEXT,
    created_by BLOB NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT training_batches_edition_key UNIQUE (id, edition_id),
    CONSTRAINT training_batches_places CHECK (taken <= places AND taken >= 0),
    CHECK (enrol_from < enrol_until),
    CHECK (starts_on <= ends_on)
);
CREATE INDEX training_batches_edition_idx ON training_batches (edition_id, period, id);
CREATE INDEX training_batches_status_idx ON training_batches (status, id);
CREATE INDEX training_batches_opened_idx ON training_batches (opened_by_region, id);
CREATE INDEX training_batches_title_idx ON training_batches (title, id);
CREATE INDEX training_batches_pinyin_idx ON training_batches (title_pinyin, id);

CREATE TABLE training_batch_regions (
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    region_code TEXT NOT NULL REFERENCES branches (region_code),
    PRIMARY KEY (batch_id, region_code)
);
CREATE INDEX training_batch_regions_region_idx ON training_batch_regions (region_code, batch_id);

-- Whoever is in a pool has a row here: it is taken before their classes are counted.
CREATE TABLE training_trainers (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
    version BIGINT NOT NULL
);

-- The pool of a batch. Without a region: for any of them.
CREATE TABLE training_batch_trainers (
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    user_id BLOB NOT NULL REFERENCES training_trainers (user_id),
    region_code TEXT REFERENCES branches (region_code),
    from_date DATE,
    until_date DATE,
    PRIMARY KEY (batch_id, user_id),
    CHECK (from_date <= until_date)
);
CREATE INDEX training_batch_trainers_user_idx ON training_batch_trainers (user_id);

-- What participants read: a file of ours or a link.
CREATE TABLE training_materials (
    id BLOB NOT NULL PRIMARY KEY,
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    file_id BLOB REFERENCES files (id),
    created_at BIGINT NOT NULL,
    CHECK ((url IS NULL) <> (file_id IS NULL))
);
CREATE INDEX training_materials_batch_idx ON training_materials (batch_id, position, id);

-- When a trainer is not there; each has its rows in `occupancy`.
CREATE TABLE trainer_absences (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    created_by BLOB NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    CHECK (starts_at < ends_at)
);
CREATE INDEX trainer_absences_user_idx ON trainer_absences (user_id, starts_at);
CREATE INDEX trainer_absences_start_idx ON trainer_absences (starts_at, id);
