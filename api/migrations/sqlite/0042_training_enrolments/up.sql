-- Enrolments of teachers in training batches: places, and the waiting list by (priority of the region, seq).
-- The class of an enrolment, with its foreign key and CHECK (status IN ('placed', 'passed', 'failed', 'dropped'))
-- = (class_id IS NOT NULL), comes with the migration of classes.
CREATE TABLE training_enrolments (
    id BLOB NOT NULL PRIMARY KEY,
    batch_id BLOB NOT NULL,
    edition_id BLOB NOT NULL,
    period INTEGER NOT NULL,
    teacher_id BLOB NOT NULL REFERENCES teachers (id),
    person_id BLOB NOT NULL REFERENCES persons (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    institution_id BLOB NOT NULL REFERENCES institutions (id),
    region_code TEXT NOT NULL REFERENCES branches (region_code),
    level TEXT NOT NULL,
    -- Given out by the locked row of the batch: the order of enrolment, whatever the clocks say.
    seq BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'enrolled', 'placed', 'passed', 'failed', 'dropped', 'withdrawn', 'expired')),
    live BOOLEAN NOT NULL,
    -- What experts know the participant by.
    blind_code TEXT NOT NULL,
    enrolled_by BLOB NOT NULL REFERENCES users (id),
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
CREATE TRIGGER training_enrolments_take_insert AFTER INSERT ON training_enrolments
WHEN NEW.status IN ('enrolled', 'placed', 'passed', 'failed', 'dropped')
BEGIN UPDATE training_batches SET taken = taken + 1 WHERE id = NEW.batch_id; END;
CREATE TRIGGER training_enrolments_take_leave AFTER UPDATE OF status, batch_id ON training_enrolments
WHEN OLD.status IN ('enrolled', 'placed', 'passed', 'failed', 'dropped')
    AND (OLD.batch_id <> NEW.batch_id OR NEW.status NOT IN ('enrolled', 'placed', 'passed', 'failed', 'dropped'))
BEGIN UPDATE training_batches SET taken = taken - 1 WHERE id = OLD.batch_id; END;
CREATE TRIGGER training_enrolments_take_enter AFTER UPDATE OF status, batch_id ON training_enrolments
WHEN NEW.status IN ('enrolled', 'placed', 'passed', 'failed', 'dropped')
    AND (OLD.batch_id <> NEW.batch_id OR OLD.status NOT IN ('enrolled', 'placed', 'passed', 'failed', 'dropped'))
BEGIN UPDATE training_batches SET taken = taken + 1 WHERE id = NEW.batch_id; END;
-- An enrolment ends; it does not vanish.
CREATE TRIGGER training_enrolments_stay BEFORE DELETE ON training_enrolments
BEGIN SELECT RAISE(ABORT, 'training_enrolments_stay'); END;
