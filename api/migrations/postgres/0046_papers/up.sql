-- Papers of questions that a machine marks (notice 三.1), and the online test of a batch: attempts and their answers.
-- Triggers on new rows that look at other tables stand back while a backup is restored (`meta` has 'restoring' then).
CREATE TABLE papers (
    id BYTEA NOT NULL PRIMARY KEY,
    edition_id BYTEA NOT NULL REFERENCES editions (id),
    title TEXT COLLATE "C" NOT NULL,
    title_pinyin TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('draft', 'published', 'retired')),
    -- How questions of multiple choice are marked.
    multiple_marks TEXT COLLATE "C" NOT NULL CHECK (multiple_marks IN ('exact', 'partial')),
    time_limit_minutes INTEGER NOT NULL CHECK (time_limit_minutes BETWEEN 1 AND 600),
    created_by BYTEA NOT NULL REFERENCES users (id),
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
    id BYTEA NOT NULL PRIMARY KEY,
    paper_id BYTEA NOT NULL REFERENCES papers (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('single', 'multiple', 'true_false')),
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
    id BYTEA NOT NULL PRIMARY KEY,
    batch_id BYTEA NOT NULL REFERENCES training_batches (id),
    paper_id BYTEA NOT NULL REFERENCES papers (id),
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    max_attempts INTEGER NOT NULL CHECK (max_attempts BETWEEN 1 AND 10),
    -- When participants were told that it is open, and that it will close.
    announced_at BIGINT,
    reminded_at BIGINT,
    created_by BYTEA NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT training_tests_batch_key UNIQUE (batch_id),
    CHECK (opens_at < closes_at)
);
CREATE INDEX training_tests_paper_idx ON training_tests (paper_id);
CREATE INDEX training_tests_opens_idx ON training_tests (opens_at);

CREATE TABLE test_attempts (
    id BYTEA NOT NULL PRIMARY KEY,
    test_id BYTEA NOT NULL REFERENCES training_tests (id),
    enrolment_id BYTEA NOT NULL REFERENCES training_enrolments (id),
    no INTEGER NOT NULL CHECK (no BETWEEN 1 AND 10),
    -- The order of questions and options that its participant sees.
    seed BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    -- The last instant at which an answer is taken.
    deadline BIGINT NOT NULL,
    ended_at BIGINT,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('open', 'submitted', 'expired')),
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
    attempt_id BYTEA NOT NULL REFERENCES test_attempts (id),
    question_id BYTEA NOT NULL REFERENCES paper_questions (id),
    -- JSON list of the chosen keys.
    answer TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    -- Counts how often it was given.
    revision INTEGER NOT NULL CHECK (revision >= 1),
    PRIMARY KEY (attempt_id, question_id)
);

-- What is published stays as it is: it can be retired, and nothing else of it changes.
CREATE FUNCTION papers_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR NOT (NEW.status = 'retired' AND NEW.id = OLD.id AND NEW.edition_id = OLD.edition_id
        AND NEW.title = OLD.title AND NEW.multiple_marks = OLD.multiple_marks
        AND NEW.time_limit_minutes = OLD.time_limit_minutes
        AND NEW.published_at IS NOT DISTINCT FROM OLD.published_at) THEN
        RAISE EXCEPTION 'papers_published';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER papers_published BEFORE UPDATE OR DELETE ON papers
FOR EACH ROW EXECUTE FUNCTION papers_published();
CREATE FUNCTION paper_questions_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND (SELECT status FROM papers WHERE id = OLD.paper_id) <> 'draft' THEN
        RAISE EXCEPTION 'papers_published';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF (SELECT status FROM papers WHERE id = NEW.paper_id) <> 'draft'
        AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring') THEN
        RAISE EXCEPTION 'papers_published';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER paper_questions_published BEFORE INSERT OR UPDATE OR DELETE ON paper_questions
FOR EACH ROW EXECUTE FUNCTION paper_questions_published();

-- When an attempt must end is settled as it begins, and what has ended stays as it ended.
CREATE FUNCTION test_attempts_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status <> 'open' OR NEW.id <> OLD.id OR NEW.test_id <> OLD.test_id
        OR NEW.enrolment_id <> OLD.enrolment_id OR NEW.no <> OLD.no OR NEW.seed <> OLD.seed
        OR NEW.started_at <> OLD.started_at OR NEW.deadline <> OLD.deadline THEN
        RAISE EXCEPTION 'test_attempts_fixed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER test_attempts_fixed BEFORE UPDATE OR DELETE ON test_attempts
FOR EACH ROW EXECUTE FUNCTION test_attempts_fixed();

-- No answer is taken after the deadline, nor once the attempt has ended.
CREATE FUNCTION test_answers_deadline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'test_answers_stay';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.attempt_id <> OLD.attempt_id THEN
        RAISE EXCEPTION 'test_answers_deadline';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM test_attempts
        WHERE id = NEW.attempt_id AND status = 'open' AND NEW.saved_at <= deadline)
        AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring') THEN
        RAISE EXCEPTION 'test_answers_deadline';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER test_answers_deadline BEFORE INSERT OR UPDATE OR DELETE ON test_answers
FOR EACH ROW EXECUTE FUNCTION test_answers_deadline();
