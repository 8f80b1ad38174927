-- Enrolments of teachers in training batches: places, and the waiting list by (priority of the region, seq).
-- The class of an enrolment, with its foreign key and CHECK (status IN ('placed', 'passed', 'failed', 'dropped'))
-- = (class_id IS NOT NULL), comes with the migration of classes.
CREATE TABLE training_enrolments (
    id BYTEA NOT NULL PRIMARY KEY,
    batch_id BYTEA NOT NULL,
    edition_id BYTEA NOT NULL,
    period INTEGER NOT NULL,
    teacher_id BYTEA NOT NULL REFERENCES teachers (id),
    person_id BYTEA NOT NULL REFERENCES persons (id),
    user_id BYTEA NOT NULL REFERENCES users (id),
    institution_id BYTEA NOT NULL REFERENCES institutions (id),
    region_code TEXT COLLATE "C" NOT NULL REFERENCES branches (region_code),
    level TEXT COLLATE "C" NOT NULL,
    -- Given out by the locked row of the batch: the order of enrolment, whatever the clocks say.
    seq BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('waiting', 'enrolled', 'placed', 'passed', 'failed', 'dropped', 'withdrawn', 'expired')),
    live BOOLEAN NOT NULL,
    -- What experts know the participant by.
    blind_code TEXT COLLATE "C" NOT NULL,
    enrolled_by BYTEA NOT NULL REFERENCES users (id),
    enrolled_at BIGINT NOT NULL,
    promoted_at BIGINT,
    ended_at BIGINT,
    reason TEXT,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT training_enrolments_seq_key UNIQUE (batch_id, seq),
    CONSTRAINT training_enrolments_blind_key UNIQUE (batch_id, blind_code),
    FOREIGN KEY (batch_id, edition_id) REFERENCES training_batches (id, edition_id),
    CHECK (live = (status IN ('waiting', 'enrolled', 'placed')))
);
-- One live enrolment of a person in an edition, and no second after a pass.
CREATE UNIQUE INDEX training_enrolments_live_key ON training_enrolments (edition_id, person_id) WHERE live;
CREATE UNIQUE INDEX training_enrolments_passed_key ON training_enrolments (person_id, edition_id) WHERE status = 'passed';
CREATE INDEX training_enrolments_batch_idx ON training_enrolments (batch_id, status, seq);
CREATE INDEX training_enrolments_institution_idx ON training_enrolments (institution_id, id);
CREATE INDEX training_enrolments_region_idx ON training_enrolments (region_code, id);
CREATE INDEX training_enrolments_user_idx ON training_enrolments (user_id);
CREATE INDEX training_enrolments_person_idx ON training_enrolments (person_id);
CREATE INDEX training_enrolments_teacher_idx ON training_enrolments (teacher_id);

-- `taken` of the batch is what is counted here; its CHECK refuses one more than there are places.
CREATE FUNCTION training_enrolments_counted(status TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT status IN ('enrolled', 'placed', 'passed', 'failed', 'dropped')
$$;
CREATE FUNCTION training_enrolments_take() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND training_enrolments_counted(OLD.status)
        AND (OLD.batch_id <> NEW.batch_id OR NOT training_enrolments_counted(NEW.status)) THEN
        UPDATE training_batches SET taken = taken - 1 WHERE id = OLD.batch_id;
    END IF;
    IF training_enrolments_counted(NEW.status)
        AND (TG_OP = 'INSERT' OR OLD.batch_id <> NEW.batch_id OR NOT training_enrolments_counted(OLD.status)) THEN
        UPDATE training_batches SET taken = taken + 1 WHERE id = NEW.batch_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER training_enrolments_take AFTER INSERT OR UPDATE OF status, batch_id ON training_enrolments
FOR EACH ROW EXECUTE FUNCTION training_enrolments_take();
-- An enrolment ends; it does not vanish.
CREATE FUNCTION training_enrolments_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'training_enrolments_stay';
END
$$;
CREATE TRIGGER training_enrolments_stay BEFORE DELETE ON training_enrolments
FOR EACH ROW EXECUTE FUNCTION training_enrolments_stay();
