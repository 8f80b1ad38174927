-- An edition of the programme is data: calendar, courses, subjects, majors and rules, each with its clause of the notice.
CREATE TABLE editions (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    -- 1 spring, 2 autumn: year and season stand in every certificate number.
    season INTEGER NOT NULL CHECK (season IN (1, 2)),
    issued_on DATE NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'open', 'closed')),
    copied_from BLOB REFERENCES editions (id),
    -- What the notice states beyond calendar, lists and rules; read, never searched.
    facts TEXT NOT NULL,
    -- The newest row of edition_versions, and the versions in which calendar and rules last changed.
    version BIGINT NOT NULL,
    calendar_version BIGINT NOT NULL,
    rules_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT editions_code_key UNIQUE (code),
    CONSTRAINT editions_year_season_key UNIQUE (year, season)
);

CREATE TABLE edition_windows (
    edition_id BLOB NOT NULL REFERENCES editions (id),
    kind TEXT NOT NULL CHECK (kind IN ('platform_open', 'teacher_training', 'student_training', 'mock_exam')),
    period INTEGER NOT NULL CHECK (period BETWEEN 1 AND 255),
    starts_on DATE NOT NULL,
    -- Includes its whole day, in Asia/Shanghai.
    ends_on DATE NOT NULL,
    effect TEXT NOT NULL CHECK (effect IN ('gates', 'warns')),
    clause TEXT NOT NULL,
    PRIMARY KEY (edition_id, kind, period),
    CONSTRAINT edition_windows_order CHECK (starts_on <= ends_on)
);

CREATE TABLE edition_holidays (
    edition_id BLOB NOT NULL REFERENCES editions (id),
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    -- Weekend days that are worked to make up for it.
    make_up TEXT NOT NULL,
    PRIMARY KEY (edition_id, starts_on),
    CONSTRAINT edition_holidays_order CHECK (starts_on <= ends_on)
);

CREATE TABLE exam_dates (
    id BLOB NOT NULL PRIMARY KEY,
    edition_id BLOB NOT NULL REFERENCES editions (id),
    period INTEGER NOT NULL CHECK (period BETWEEN 1 AND 255),
    date DATE NOT NULL,
    tentative BOOLEAN NOT NULL,
    clause TEXT NOT NULL,
    CONSTRAINT exam_dates_period_key UNIQUE (edition_id, period)
);

CREATE TABLE courses (
    id BLOB NOT NULL PRIMARY KEY,
    edition_id BLOB NOT NULL REFERENCES editions (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    clause TEXT NOT NULL,
    CONSTRAINT courses_code_key UNIQUE (edition_id, code)
);

CREATE TABLE subjects (
    id BLOB NOT NULL PRIMARY KEY,
    edition_id BLOB NOT NULL REFERENCES editions (id),
    course_id BLOB REFERENCES courses (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('notice', 'assumption', 'hq')),
    clause TEXT NOT NULL,
    CONSTRAINT subjects_code_key UNIQUE (edition_id, code)
);

-- The lists of the notice end in "and others": they suggest, they refuse nothing.
CREATE TABLE majors (
    edition_id BLOB NOT NULL REFERENCES editions (id),
    level TEXT NOT NULL CHECK (level IN ('undergraduate', 'higher_vocational', 'secondary_vocational')),
    position INTEGER NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    PRIMARY KEY (edition_id, level, position),
    CONSTRAINT majors_title_key UNIQUE (edition_id, level, title_zh)
);

CREATE TABLE rules (
    edition_id BLOB NOT NULL REFERENCES editions (id),
    rule TEXT NOT NULL,
    -- A JSON scalar: whole number, truth value or ISO date.
    value TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('must', 'should')),
    source TEXT NOT NULL CHECK (source IN ('notice', 'assumption', 'hq')),
    clause TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    -- The edition's version in which this rule, or a regional setting of it, last changed.
    version BIGINT NOT NULL,
    PRIMARY KEY (edition_id, rule)
);

-- What HQ set for a region (专项解决方案), with its reason.
CREATE TABLE regional_rules (
    edition_id BLOB NOT NULL,
    rule TEXT NOT NULL,
    region_code TEXT NOT NULL REFERENCES branches (region_code),
    value TEXT,
    severity TEXT CHECK (severity IN ('must', 'should')),
    reason TEXT NOT NULL,
    PRIMARY KEY (edition_id, rule, region_code),
    FOREIGN KEY (edition_id, rule) REFERENCES rules (edition_id, rule),
    CONSTRAINT regional_rules_sets_something CHECK (value IS NOT NULL OR severity IS NOT NULL)
);
CREATE INDEX regional_rules_region_idx ON regional_rules (region_code);

-- Every change of an edition: who, when, why and what. Rows are only ever added.
CREATE TABLE edition_versions (
    edition_id BLOB NOT NULL REFERENCES editions (id),
    version BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('loaded', 'copied', 'edition', 'calendar', 'exam_date', 'rule', 'regional_rule')),
    -- Set where the change concerns one region alone.
    region_code TEXT,
    at BIGINT NOT NULL,
    changed_by BLOB REFERENCES users (id),
    reason TEXT,
    changes TEXT NOT NULL,
    PRIMARY KEY (edition_id, version)
);
