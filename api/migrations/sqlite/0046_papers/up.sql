-- Papers of questions that a machine marks (notice 三.1), and the online test of a batch: attempts and their answers.
-- Triggers on new rows that look at other tables stand back while a backup is restored (`meta` has 'restoring' then).
CREATE TABLE papers (
    id BLOB NOT NULL PRIMARY KEY,
    edition_id BLOB NOT NULL REFERENCES editions (id),
    title TEXT NOT NULL,
    title_pinyin TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'retired')),
    -- How questions of multiple choice are marked.
    multiple_marks TEXT NOT NULL CHECK (multiple_marks IN ('exact', 'partial')),
    time_limit_minutes INTEGER NOT NULL CHECK (time_limit_minutes BETWEEN 1 AND 600),
    created_by BLOB NOT NULL REFERENCES users (id),
    published_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX papers_edition_idx ON papers (edition_id, id);
CREATE INDEX papers_status_idx ON papers (status, id);
CREATE INDEX papers_title_idx ON papers (title, id);
CREATE INDEX papers_pinyin_idx ON papers (title_pinyin, id);

-- A draft may hold a question that is not finished; nothing is published with one.
CREATE TABLE paper_questions (
    id BLOB NOT NULL PRIMARY KEY,
    paper_id BLOB NOT NULL REFERENCES papers (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    kind TEXT NOT NULL CHECK (kind IN ('single', 'multiple', 'true_false')),
    stem TEXT NOT NULL,
    -- JSON list of {key, text}.
    options TEXT NOT NULL,
    -- JSON list of the right keys.
    answer TEXT NOT NULL,
    points_hundredths INTEGER NOT NULL CHECK (points_hundredths BETWEEN 0 AND 1000000),
    CONSTRAINT paper_questions_position_key UNIQUE (paper_id, position)
);

-- The online test of a batch.
CREATE TABLE training_tests (
    id BLOB NOT NULL PRIMARY KEY,
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    paper_id BLOB NOT NULL REFERENCES papers (id),
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    max_attempts INTEGER NOT NULL CHECK (max_attempts BETWEEN 1 AND 10),
    -- When participants were told that it is open, and that it will close.
    announced_at BIGINT,
    reminded_at BIGINT,
    created_by BLOB NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT training_tests_batch_key UNIQUE (batch_id),
    CHECK (opens_at < closes_at)
);
CREATE INDEX training_tests_paper_idx ON training_tests (paper_id);
CREATE INDEX training_tests_opens_idx ON training_tests (opens_at);

CREATE TABLE test_attempts (
    id BLOB NOT NULL PRIMARY KEY,
    test_id BLOB NOT NULL REFERENCES training_tests (id),
    enrolment_id BLOB NOT NULL REFERENCES training_enrolments (id),
    no INTEGER NOT NULL CHECK (no BETWEEN 1 AND 10),
    -- The order of questions and options that its participant sees.
    seed BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    -- The last instant at which an answer is taken.
    deadline BIGINT NOT NULL,
    ended_at BIGINT,
    status TEXT NOT NULL CHECK (status IN ('open', 'submitted', 'expired')),
    -- Of 100.00.
    score_hundredths INTEGER CHECK (score_hundredths BETWEEN 0 AND 10000),
    -- JSON list of {id, points, of}, in hundredths.
    marks TEXT,
    CONSTRAINT test_attempts_no_key UNIQUE (test_id, enrolment_id, no),
    CHECK (started_at <= deadline),
    CHECK (ended_at <= deadline),
    CHECK ((status = 'open') = (ended_at IS NULL)),
    CHECK ((status = 'open') = (score_hundredths IS NULL)),
    CHECK ((status = 'open') = (marks IS NULL))
);
CREATE UNIQUE INDEX test_attempts_open_key ON test_attempts (enrolment_id, test_id) WHERE status = 'open';
CREATE INDEX test_attempts_enrolment_idx ON test_attempts (enrolment_id);
CREATE INDEX test_attempts_due_idx ON test_attempts (status, deadline);

CREATE TABLE test_answers (
    attempt_id BLOB NOT NULL REFERENCES test_attempts (id),
    question_id BLOB NOT NULL REFERENCES paper_questions (id),
    -- JSON list of the chosen keys.
    answer TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    -- Counts how often it was given.
    revision INTEGER NOT NULL CHECK (revision >= 1),
    PRIMARY KEY (attempt_id, question_id)
);

-- What is published stays as it is: it can be retired, and nothing else of it changes.
CREATE TRIGGER papers_published_update BEFORE UPDATE ON papers
WHEN OLD.status <> 'draft' AND NOT (NEW.status = 'retired' AND NEW.id = OLD.id AND NEW.edition_id = OLD.edition_id
    AND NEW.title = OLD.title AND NEW.multiple_marks = OLD.multiple_marks
    AND NEW.time_limit_minutes = OLD.time_limit_minutes AND NEW.published_at IS OLD.published_at)
BEGIN SELECT RAISE(ABORT, 'papers_published'); END;
CREATE TRIGGER papers_published_delete BEFORE DELETE ON papers WHEN OLD.status <> 'draft'
BEGIN SELECT RAISE(ABORT, 'papers_published'); END;
CREATE TRIGGER paper_questions_published_insert BEFORE INSERT ON paper_questions
WHEN (SELECT status FROM papers WHERE id = NEW.paper_id) <> 'draft'
    AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
BEGIN SELECT RAISE(ABORT, 'papers_published'); END;
CREATE TRIGGER paper_questions_published_update BEFORE UPDATE ON paper_questions
WHEN (SELECT count(*) FROM papers WHERE id IN (OLD.paper_id, NEW.paper_id) AND status <> 'draft') > 0
BEGIN SELECT RAISE(ABORT, 'papers_published'); END;
CREATE TRIGGER paper_questions_published_delete BEFORE DELETE ON paper_questions
WHEN (SELECT status FROM papers WHERE id = OLD.paper_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'papers_published'); END;

-- When an attempt must end is settled as it begins, and what has ended stays as it ended.
CREATE TRIGGER test_attempts_fixed BEFORE UPDATE ON test_attempts
WHEN OLD.status <> 'open' OR NEW.id <> OLD.id OR NEW.test_id <> OLD.test_id OR NEW.enrolment_id <> OLD.enrolment_id
    OR NEW.no <> OLD.no OR NEW.seed <> OLD.seed OR NEW.started_at <> OLD.started_at OR NEW.deadline <> OLD.deadline
BEGIN SELECT RAISE(ABORT, 'test_attempts_fixed'); END;
CREATE TRIGGER test_attempts_stay BEFORE DELETE ON test_attempts
BEGIN SELECT RAISE(ABORT, 'test_attempts_fixed'); END;

-- No answer is taken after the deadline, nor once the attempt has ended.
CREATE TRIGGER test_answers_deadline_insert BEFORE INSERT ON test_answers
WHEN NOT EXISTS (SELECT 1 FROM test_attempts WHERE id = NEW.attempt_id AND status = 'open' AND NEW.saved_at <= deadline)
    AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
BEGIN SELECT RAISE(ABORT, 'test_answers_deadline'); END;
CREATE TRIGGER test_answers_deadline_update BEFORE UPDATE ON test_answers
WHEN NEW.attempt_id <> OLD.attempt_id
    OR NOT EXISTS (SELECT 1 FROM test_attempts WHERE id = NEW.attempt_id AND status = 'open' AND NEW.saved_at <= deadline)
BEGIN SELECT RAISE(ABORT, 'test_answers_deadline'); END;
CREATE TRIGGER test_answers_stay BEFORE DELETE ON test_answers
BEGIN SELECT RAISE(ABORT, 'test_answers_stay'); END;
