-- Classes of a training batch (二.1.(2)), who trains them, and regions that agree to train together.
CREATE TABLE training_classes (
    id BLOB NOT NULL PRIMARY KEY,
    batch_id BLOB NOT NULL,
    edition_id BLOB NOT NULL,
    period INTEGER NOT NULL,
    title TEXT NOT NULL,
    title_pinyin TEXT NOT NULL,
    -- The region of most participants; all of them are in training_class_regions.
    region_code TEXT NOT NULL REFERENCES branches (region_code),
    status TEXT NOT NULL CHECK (status IN ('formed', 'running', 'finished', 'dissolved')),
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    -- Where it deviates from rules, each with the reason that was given.
    deviations TEXT NOT NULL,
    started_at BIGINT,
    started_by BLOB REFERENCES users (id),
    finished_at BIGINT,
    finished_by BLOB REFERENCES users (id),
    remarks TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT training_classes_batch_key UNIQUE (id, batch_id),
    FOREIGN KEY (batch_id, edition_id) REFERENCES training_batches (id, edition_id),
    CHECK (starts_on <= ends_on)
);
CREATE INDEX training_classes_batch_idx ON training_classes (batch_id, id);
CREATE INDEX training_classes_edition_idx ON training_classes (edition_id, period, id);
CREATE INDEX training_classes_status_idx ON training_classes (status, id);
CREATE INDEX training_classes_title_idx ON training_classes (title, id);
CREATE INDEX training_classes_pinyin_idx ON training_classes (title_pinyin, id);

CREATE TABLE training_class_regions (
    class_id BLOB NOT NULL REFERENCES training_classes (id),
    region_code TEXT NOT NULL REFERENCES branches (region_code),
    PRIMARY KEY (class_id, region_code)
);
CREATE INDEX training_class_regions_region_idx ON training_class_regions (region_code, class_id);

CREATE TABLE training_class_trainers (
    class_id BLOB NOT NULL REFERENCES training_classes (id),
    user_id BLOB NOT NULL REFERENCES training_trainers (user_id),
    position INTEGER NOT NULL,
    PRIMARY KEY (class_id, user_id)
);
CREATE INDEX training_class_trainers_user_idx ON training_class_trainers (user_id, class_id);

-- A class runs with a trainer, whatever the rules of the edition say (二.1.(2)). While a backup is restored (`meta` has
-- 'restoring' then) classes come before their trainers; `onex check` looks afterwards.
CREATE TRIGGER training_classes_trainer_insert BEFORE INSERT ON training_classes
WHEN NEW.status = 'running' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND NOT EXISTS (SELECT 1 FROM training_class_trainers t WHERE t.class_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'training_classes_trainer'); END;
CREATE TRIGGER training_classes_trainer_update BEFORE UPDATE OF status ON training_classes
WHEN NEW.status = 'running' AND NOT EXISTS (SELECT 1 FROM training_class_trainers t WHERE t.class_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'training_classes_trainer'); END;
-- Whoever replaces a trainer comes before the other goes.
CREATE TRIGGER training_class_trainers_last AFTER DELETE ON training_class_trainers
WHEN EXISTS (SELECT 1 FROM training_classes c WHERE c.id = OLD.class_id AND c.status = 'running')
    AND NOT EXISTS (SELECT 1 FROM training_class_trainers t WHERE t.class_id = OLD.class_id)
BEGIN SELECT RAISE(ABORT, 'training_classes_trainer'); END;

-- Regions whose teachers train together, once both branches have agreed.
CREATE TABLE training_merges (
    id BLOB NOT NULL PRIMARY KEY,
    -- Where they train.
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    -- Where the region's teachers were enrolled: the same, or another batch that gives them up.
    source_batch_id BLOB NOT NULL REFERENCES training_batches (id),
    region_code TEXT NOT NULL REFERENCES branches (region_code),
    with_region_code TEXT NOT NULL REFERENCES branches (region_code),
    -- The two regions in order: which of them asked does not matter.
    low TEXT NOT NULL,
    high TEXT NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('proposed', 'agreed', 'refused', 'withdrawn')),
    proposed_by BLOB NOT NULL REFERENCES users (id),
    proposed_at BIGINT NOT NULL,
    -- Who agreed for each of the two regions.
    source_by BLOB REFERENCES users (id),
    source_at BIGINT,
    target_by BLOB REFERENCES users (id),
    target_at BIGINT,
    ended_at BIGINT,
    remarks TEXT,
    version BIGINT NOT NULL,
    CHECK (low < high),
    CONSTRAINT training_merges_two_people CHECK (source_by <> target_by),
    CHECK (status <> 'agreed' OR (source_by IS NOT NULL AND target_by IS NOT NULL))
);
CREATE UNIQUE INDEX training_merges_open_key ON training_merges (batch_id, low, high) WHERE status IN ('proposed', 'agreed');
CREATE INDEX training_merges_source_idx ON training_merges (source_batch_id, id);
CREATE INDEX training_merges_low_idx ON training_merges (low, id);
CREATE INDEX training_merges_high_idx ON training_merges (high, id);
CREATE INDEX training_merges_status_idx ON training_merges (status, id);

-- The class of an enrolment, of its own batch: from being placed to the end. A table of SQLite takes neither a
-- foreign key of two columns nor a CHECK later on, so triggers hold both.
ALTER TABLE training_enrolments ADD COLUMN class_id BLOB REFERENCES training_classes (id);
CREATE INDEX training_enrolments_class_idx ON training_enrolments (class_id);
CREATE TRIGGER training_enrolments_class_insert BEFORE INSERT ON training_enrolments
WHEN (NEW.status IN ('placed', 'passed', 'failed', 'dropped')) <> (NEW.class_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'training_enrolments_class'); END;
CREATE TRIGGER training_enrolments_class_batch_insert BEFORE INSERT ON training_enrolments
WHEN NEW.class_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM training_classes c WHERE c.id = NEW.class_id AND c.batch_id = NEW.batch_id)
BEGIN SELECT RAISE(ABORT, 'training_enrolments_class_fkey'); END;
CREATE TRIGGER training_enrolments_class_update BEFORE UPDATE OF status, batch_id, class_id ON training_enrolments
WHEN (NEW.status IN ('placed', 'passed', 'failed', 'dropped')) <> (NEW.class_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'training_enrolments_class'); END;
CREATE TRIGGER training_enrolments_class_batch_update BEFORE UPDATE OF status, batch_id, class_id ON training_enrolments
WHEN NEW.class_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM training_classes c WHERE c.id = NEW.class_id AND c.batch_id = NEW.batch_id)
BEGIN SELECT RAISE(ABORT, 'training_enrolments_class_fkey'); END;
