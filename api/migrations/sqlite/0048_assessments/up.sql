-- The assessment of teacher training (三.1): teaching designs judged by experts who do not know whose they are, and the
-- three parts confirmed by the expert group. Triggers that look at other tables stand back while a backup is read in
-- (`meta` has 'restoring' then): its rows come table by table.

-- What a design is judged by; never changed, a new one is a new row.
CREATE TABLE rubrics (
    id BLOB NOT NULL PRIMARY KEY,
    edition_id BLOB NOT NULL REFERENCES editions (id),
    no INTEGER NOT NULL CHECK (no >= 1),
    -- JSON list of code, titles, description and greatest number of points; the points sum up to 100.
    criteria TEXT NOT NULL,
    -- 'assumption' for the one that comes with the program, 'decision' for what headquarters set.
    source TEXT NOT NULL CHECK (source IN ('assumption', 'decision')),
    created_by BLOB REFERENCES users (id),
    created_at BIGINT NOT NULL,
    CONSTRAINT rubrics_edition_key UNIQUE (edition_id, no)
);

-- One row for a batch that has a group: taken before anybody in it is given something.
CREATE TABLE panels (
    batch_id BLOB NOT NULL PRIMARY KEY REFERENCES training_batches (id),
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- The expert group of a batch. Whoever leaves keeps the row: reviews point at it.
CREATE TABLE panel_experts (
    batch_id BLOB NOT NULL REFERENCES panels (batch_id),
    user_id BLOB NOT NULL REFERENCES users (id),
    lead BOOLEAN NOT NULL,
    -- Reviews they take in all of the batch; empty: any number.
    max_reviews INTEGER CHECK (max_reviews BETWEEN 1 AND 10000),
    added_by BLOB NOT NULL REFERENCES users (id),
    added_at BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (batch_id, user_id)
);
CREATE INDEX panel_experts_user_idx ON panel_experts (user_id, batch_id);

-- Institutions that an expert is bound to beyond what accounts and grants say.
CREATE TABLE expert_affiliations (
    user_id BLOB NOT NULL REFERENCES users (id),
    institution_id BLOB NOT NULL REFERENCES institutions (id),
    declared_by BLOB NOT NULL REFERENCES users (id),
    declared_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, institution_id)
);
CREATE INDEX expert_affiliations_institution_idx ON expert_affiliations (institution_id, user_id);

-- An expert's review of one design. Slots 1 and 2 are given out together, slot 3 where they differ too much.
CREATE TABLE expert_reviews (
    id BLOB NOT NULL PRIMARY KEY,
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    enrolment_id BLOB NOT NULL REFERENCES training_enrolments (id),
    version_id BLOB NOT NULL REFERENCES teaching_design_versions (id),
    rubric_id BLOB NOT NULL REFERENCES rubrics (id),
    expert_user_id BLOB NOT NULL REFERENCES users (id),
    slot INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 3),
    status TEXT NOT NULL CHECK (status IN ('assigned', 'submitted', 'released')),
    -- JSON object of hundredths by criterion; a draft may have some of them.
    scores TEXT,
    total_hundredths INTEGER CHECK (total_hundredths BETWEEN 0 AND 10000),
    remarks TEXT,
    assigned_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    submitted_at BIGINT,
    -- Why it was given back.
    reason TEXT,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT expert_reviews_expert_key UNIQUE (enrolment_id, expert_user_id),
    FOREIGN KEY (batch_id, expert_user_id) REFERENCES panel_experts (batch_id, user_id),
    CHECK ((status = 'submitted') = (total_hundredths IS NOT NULL)),
    CHECK ((status = 'submitted') = (submitted_at IS NOT NULL)),
    CHECK (status <> 'submitted' OR scores IS NOT NULL),
    CHECK ((status = 'released') = (reason IS NOT NULL))
);
CREATE UNIQUE INDEX expert_reviews_slot_key ON expert_reviews (enrolment_id, slot) WHERE status <> 'released';
CREATE INDEX expert_reviews_expert_idx ON expert_reviews (expert_user_id, status, id);
CREATE INDEX expert_reviews_batch_idx ON expert_reviews (batch_id, status, id);
CREATE INDEX expert_reviews_due_idx ON expert_reviews (status, due_at);

-- What the group comes to about a participant. Scores are hundredths of a point, 0 to 100 points.
CREATE TABLE training_judgements (
    id BLOB NOT NULL PRIMARY KEY,
    enrolment_id BLOB NOT NULL REFERENCES training_enrolments (id),
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'proposed', 'confirmed')),
    learning INTEGER CHECK (learning BETWEEN 0 AND 10000),
    test INTEGER CHECK (test BETWEEN 0 AND 10000),
    design INTEGER CHECK (design BETWEEN 0 AND 10000),
    composite INTEGER CHECK (composite BETWEEN 0 AND 10000),
    -- JSON: where the parts come from, their weights, and the sum.
    arithmetic TEXT NOT NULL,
    proposed TEXT CHECK (proposed IN ('passed', 'failed')),
    result TEXT CHECK (result IN ('passed', 'failed')),
    -- The group came to something else than what was proposed.
    overridden BOOLEAN NOT NULL,
    reason TEXT,
    -- Version of the edition whose rules these are.
    rules_version BIGINT NOT NULL,
    -- The lead who proposed it; empty where all three parts stood and the system did.
    proposed_by BLOB REFERENCES users (id),
    proposed_at BIGINT,
    confirmed_by BLOB REFERENCES users (id),
    confirmed_at BIGINT,
    -- Who opened it again; somebody else has to confirm then.
    reopened_by BLOB REFERENCES users (id),
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT training_judgements_enrolment_key UNIQUE (enrolment_id),
    CHECK ((status = 'open') = (proposed IS NULL)),
    CHECK ((status = 'open') = (proposed_at IS NULL)),
    CHECK ((status = 'confirmed') = (result IS NOT NULL AND confirmed_by IS NOT NULL AND confirmed_at IS NOT NULL)),
    CHECK (status = 'confirmed' OR (result IS NULL AND confirmed_by IS NULL AND confirmed_at IS NULL)),
    CHECK ((composite IS NOT NULL) = (learning IS NOT NULL AND test IS NOT NULL AND design IS NOT NULL)),
    CONSTRAINT training_judgements_parts CHECK (result IS NULL OR result <> 'passed' OR (learning IS NOT NULL AND test IS NOT NULL AND design IS NOT NULL)),
    CHECK (proposed IS NULL OR proposed <> 'passed' OR composite IS NOT NULL),
    CHECK (result IS NULL OR overridden = (result <> proposed)),
    CHECK (NOT overridden OR (result IS NOT NULL AND reason IS NOT NULL)),
    CONSTRAINT training_judgements_reopened CHECK (reopened_by IS NULL OR confirmed_by IS NULL OR reopened_by <> confirmed_by)
);
CREATE INDEX training_judgements_batch_idx ON training_judgements (batch_id, status, id);
CREATE INDEX training_judgements_status_idx ON training_judgements (status, id);

-- Every state a judgement has had, the present one included. Rows are only ever added.
CREATE TABLE training_judgement_history (
    judgement_id BLOB NOT NULL REFERENCES training_judgements (id),
    version BIGINT NOT NULL,
    status TEXT NOT NULL,
    learning INTEGER,
    test INTEGER,
    design INTEGER,
    composite INTEGER,
    arithmetic TEXT NOT NULL,
    proposed TEXT,
    result TEXT,
    overridden BOOLEAN NOT NULL,
    reason TEXT,
    rules_version BIGINT NOT NULL,
    confirmed_by BLOB,
    -- Empty: the system.
    recorded_by BLOB,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (judgement_id, version)
);

-- Who must not judge whom (利益冲突): wherever they teach, hold a grant or are otherwise bound; whom they train;
-- themselves. The one definition of it, read by the service and by the triggers below.
CREATE VIEW expert_conflicts AS
SELECT t.user_id AS user_id, e.id AS enrolment_id, 'teacher' AS ground
FROM training_enrolments e JOIN teachers t ON t.institution_id = e.institution_id
UNION ALL
SELECT g.user_id, e.id, 'grant'
FROM training_enrolments e JOIN grants g ON g.institution_id = e.institution_id AND g.withdrawn_at IS NULL
UNION ALL
SELECT a.user_id, e.id, 'affiliation'
FROM training_enrolments e JOIN expert_affiliations a ON a.institution_id = e.institution_id
UNION ALL
SELECT c.user_id, e.id, 'trainer'
FROM training_enrolments e JOIN training_class_trainers c ON c.class_id = e.class_id
UNION ALL
SELECT e.user_id, e.id, 'self' FROM training_enrolments e;

CREATE TRIGGER rubrics_immutable_update BEFORE UPDATE ON rubrics
BEGIN SELECT RAISE(ABORT, 'rubrics_immutable'); END;
CREATE TRIGGER rubrics_immutable_delete BEFORE DELETE ON rubrics
BEGIN SELECT RAISE(ABORT, 'rubrics_immutable'); END;
-- Neither given to nor submitted by somebody with a conflict of interest.
CREATE TRIGGER expert_reviews_conflict_insert BEFORE INSERT ON expert_reviews
WHEN NEW.status <> 'released' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND EXISTS (SELECT 1 FROM expert_conflicts c WHERE c.enrolment_id = NEW.enrolment_id AND c.user_id = NEW.expert_user_id)
BEGIN SELECT RAISE(ABORT, 'expert_reviews_conflict'); END;
CREATE TRIGGER expert_reviews_conflict_update BEFORE UPDATE ON expert_reviews
WHEN NEW.status <> 'released' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND EXISTS (SELECT 1 FROM expert_conflicts c WHERE c.enrolment_id = NEW.enrolment_id AND c.user_id = NEW.expert_user_id)
BEGIN SELECT RAISE(ABORT, 'expert_reviews_conflict'); END;
-- A third is asked only after two have said something.
CREATE TRIGGER expert_reviews_third BEFORE INSERT ON expert_reviews
WHEN NEW.slot = 3 AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND 2 > (SELECT count(*) FROM expert_reviews r WHERE r.enrolment_id = NEW.enrolment_id AND r.slot < 3 AND r.status = 'submitted')
BEGIN SELECT RAISE(ABORT, 'expert_reviews_third'); END;
-- What was said stays said; whose and by whom never changes.
CREATE TRIGGER expert_reviews_immutable BEFORE UPDATE ON expert_reviews
WHEN OLD.status <> 'assigned' OR NEW.id <> OLD.id OR NEW.enrolment_id <> OLD.enrolment_id OR NEW.expert_user_id <> OLD.expert_user_id
    OR NEW.batch_id <> OLD.batch_id OR NEW.version_id <> OLD.version_id OR NEW.rubric_id <> OLD.rubric_id OR NEW.slot <> OLD.slot
BEGIN SELECT RAISE(ABORT, 'expert_reviews_immutable'); END;
CREATE TRIGGER expert_reviews_stay BEFORE DELETE ON expert_reviews
BEGIN SELECT RAISE(ABORT, 'expert_reviews_stay'); END;
-- Confirmed by a lead of the batch's group, who reviewed neither and has no conflict of interest.
CREATE TRIGGER training_judgements_lead_insert BEFORE INSERT ON training_judgements
WHEN NEW.status = 'confirmed' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND NOT EXISTS (SELECT 1 FROM panel_experts p WHERE p.batch_id = NEW.batch_id AND p.user_id = NEW.confirmed_by AND p.lead AND p.removed_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'training_judgements_lead'); END;
CREATE TRIGGER training_judgements_lead_update BEFORE UPDATE ON training_judgements
WHEN NEW.status = 'confirmed' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND NOT EXISTS (SELECT 1 FROM panel_experts p WHERE p.batch_id = NEW.batch_id AND p.user_id = NEW.confirmed_by AND p.lead AND p.removed_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'training_judgements_lead'); END;
CREATE TRIGGER training_judgements_two_people_insert BEFORE INSERT ON training_judgements
WHEN NEW.status = 'confirmed' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND EXISTS (SELECT 1 FROM expert_reviews r WHERE r.enrolment_id = NEW.enrolment_id AND r.expert_user_id = NEW.confirmed_by AND r.status <> 'released')
BEGIN SELECT RAISE(ABORT, 'training_judgements_two_people'); END;
CREATE TRIGGER training_judgements_two_people_update BEFORE UPDATE ON training_judgements
WHEN NEW.status = 'confirmed' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND EXISTS (SELECT 1 FROM expert_reviews r WHERE r.enrolment_id = NEW.enrolment_id AND r.expert_user_id = NEW.confirmed_by AND r.status <> 'released')
BEGIN SELECT RAISE(ABORT, 'training_judgements_two_people'); END;
CREATE TRIGGER training_judgements_conflict_insert BEFORE INSERT ON training_judgements
WHEN NEW.status = 'confirmed' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND EXISTS (SELECT 1 FROM expert_conflicts c WHERE c.enrolment_id = NEW.enrolment_id AND c.user_id = NEW.confirmed_by)
BEGIN SELECT RAISE(ABORT, 'training_judgements_conflict'); END;
CREATE TRIGGER training_judgements_conflict_update BEFORE UPDATE ON training_judgements
WHEN NEW.status = 'confirmed' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND EXISTS (SELECT 1 FROM expert_conflicts c WHERE c.enrolment_id = NEW.enrolment_id AND c.user_id = NEW.confirmed_by)
BEGIN SELECT RAISE(ABORT, 'training_judgements_conflict'); END;
-- A confirmed judgement changes only by being opened again, and that not while a certificate rests on it.
CREATE TRIGGER training_judgements_immutable BEFORE UPDATE ON training_judgements
WHEN NEW.id <> OLD.id OR NEW.enrolment_id <> OLD.enrolment_id OR NEW.batch_id <> OLD.batch_id OR (OLD.status = 'confirmed' AND NEW.status <> 'open')
BEGIN SELECT RAISE(ABORT, 'training_judgements_immutable'); END;
CREATE TRIGGER training_judgements_held BEFORE UPDATE ON training_judgements
WHEN OLD.status = 'confirmed' AND (EXISTS (SELECT 1 FROM training_enrolments e WHERE e.id = OLD.enrolment_id AND e.status IN ('passed', 'failed'))
    OR EXISTS (SELECT 1 FROM training_enrolments e JOIN certificates c ON c.holder_person_id = e.person_id AND c.edition_id = e.edition_id
        WHERE e.id = OLD.enrolment_id AND OLD.result = 'passed' AND c.basis = 'training' AND c.status = 'valid'))
BEGIN SELECT RAISE(ABORT, 'training_judgements_held'); END;
CREATE TRIGGER training_judgements_stay BEFORE DELETE ON training_judgements
BEGIN SELECT RAISE(ABORT, 'training_judgements_stay'); END;
CREATE TRIGGER training_judgement_history_immutable_update BEFORE UPDATE ON training_judgement_history
BEGIN SELECT RAISE(ABORT, 'training_judgement_history_immutable'); END;
CREATE TRIGGER training_judgement_history_immutable_delete BEFORE DELETE ON training_judgement_history
BEGIN SELECT RAISE(ABORT, 'training_judgement_history_immutable'); END;
-- Nobody passes or fails but by the confirmed judgement of the group.
CREATE TRIGGER training_enrolments_judged_insert BEFORE INSERT ON training_enrolments
WHEN NEW.status IN ('passed', 'failed') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND NOT EXISTS (SELECT 1 FROM training_judgements j WHERE j.enrolment_id = NEW.id AND j.status = 'confirmed' AND j.result = NEW.status)
BEGIN SELECT RAISE(ABORT, 'training_enrolments_judged'); END;
CREATE TRIGGER training_enrolments_judged_update BEFORE UPDATE OF status ON training_enrolments
WHEN NEW.status IN ('passed', 'failed') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND NOT EXISTS (SELECT 1 FROM training_judgements j WHERE j.enrolment_id = NEW.id AND j.status = 'confirmed' AND j.result = NEW.status)
BEGIN SELECT RAISE(ABORT, 'training_enrolments_judged'); END;
-- No certificate without it (training_certificate.all_parts).
CREATE TRIGGER certificates_training_ground BEFORE INSERT ON certificates
WHEN (NEW.basis = 'training' OR NEW.kind = 'training_certificate') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    AND NOT EXISTS (SELECT 1 FROM training_enrolments e JOIN training_judgements j ON j.enrolment_id = e.id
        WHERE e.person_id = NEW.holder_person_id AND e.edition_id = NEW.edition_id AND e.status = 'passed'
        AND j.status = 'confirmed' AND j.result = 'passed')
BEGIN SELECT RAISE(ABORT, 'certificates_training_ground'); END;
