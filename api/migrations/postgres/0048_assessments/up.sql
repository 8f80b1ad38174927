-- The assessment of teacher training (三.1): teaching designs judged by experts who do not know whose they are, and the
-- three parts confirmed by the expert group. Triggers that look at other tables stand back while a backup is read in
-- (`meta` has 'restoring' then): its rows come table by table.

-- What a design is judged by; never changed, a new one is a new row.
CREATE TABLE rubrics (
    id BYTEA NOT NULL PRIMARY KEY,
    edition_id BYTEA NOT NULL REFERENCES editions (id),
    no INTEGER NOT NULL CHECK (no >= 1),
    -- JSON list of code, titles, description and greatest number of points; the points sum up to 100.
    criteria TEXT NOT NULL,
    -- 'assumption' for the one that comes with the program, 'decision' for what headquarters set.
    source TEXT COLLATE "C" NOT NULL CHECK (source IN ('assumption', 'decision')),
    created_by BYTEA REFERENCES users (id),
    created_at BIGINT NOT NULL,
    CONSTRAINT rubrics_edition_key UNIQUE (edition_id, no)
);

-- One row for a batch that has a group: taken before anybody in it is given something.
CREATE TABLE panels (
    batch_id BYTEA NOT NULL PRIMARY KEY REFERENCES training_batches (id),
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- The expert group of a batch. Whoever leaves keeps the row: reviews point at it.
CREATE TABLE panel_experts (
    batch_id BYTEA NOT NULL REFERENCES panels (batch_id),
    user_id BYTEA NOT NULL REFERENCES users (id),
    lead BOOLEAN NOT NULL,
    -- Reviews they take in all of the batch; empty: any number.
    max_reviews INTEGER CHECK (max_reviews BETWEEN 1 AND 10000),
    added_by BYTEA NOT NULL REFERENCES users (id),
    added_at BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (batch_id, user_id)
);
CREATE INDEX panel_experts_user_idx ON panel_experts (user_id, batch_id);

-- Institutions that an expert is bound to beyond what accounts and grants say.
CREATE TABLE expert_affiliations (
    user_id BYTEA NOT NULL REFERENCES users (id),
    institution_id BYTEA NOT NULL REFERENCES institutions (id),
    declared_by BYTEA NOT NULL REFERENCES users (id),
    declared_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, institution_id)
);
CREATE INDEX expert_affiliations_institution_idx ON expert_affiliations (institution_id, user_id);

-- An expert's review of one design. Slots 1 and 2 are given out together, slot 3 where they differ too much.
CREATE TABLE expert_reviews (
    id BYTEA NOT NULL PRIMARY KEY,
    batch_id BYTEA NOT NULL REFERENCES training_batches (id),
    enrolment_id BYTEA NOT NULL REFERENCES training_enrolments (id),
    version_id BYTEA NOT NULL REFERENCES teaching_design_versions (id),
    rubric_id BYTEA NOT NULL REFERENCES rubrics (id),
    expert_user_id BYTEA NOT NULL REFERENCES users (id),
    slot INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 3),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('assigned', 'submitted', 'released')),
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
    id BYTEA NOT NULL PRIMARY KEY,
    enrolment_id BYTEA NOT NULL REFERENCES training_enrolments (id),
    batch_id BYTEA NOT NULL REFERENCES training_batches (id),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('open', 'proposed', 'confirmed')),
    learning INTEGER CHECK (learning BETWEEN 0 AND 10000),
    test INTEGER CHECK (test BETWEEN 0 AND 10000),
    design INTEGER CHECK (design BETWEEN 0 AND 10000),
    composite INTEGER CHECK (composite BETWEEN 0 AND 10000),
    -- JSON: where the parts come from, their weights, and the sum.
    arithmetic TEXT NOT NULL,
    proposed TEXT COLLATE "C" CHECK (proposed IN ('passed', 'failed')),
    result TEXT COLLATE "C" CHECK (result IN ('passed', 'failed')),
    -- The group came to something else than what was proposed.
    overridden BOOLEAN NOT NULL,
    reason TEXT,
    -- Version of the edition whose rules these are.
    rules_version BIGINT NOT NULL,
    -- The lead who proposed it; empty where all three parts stood and the system did.
    proposed_by BYTEA REFERENCES users (id),
    proposed_at BIGINT,
    confirmed_by BYTEA REFERENCES users (id),
    confirmed_at BIGINT,
    -- Who opened it again; somebody else has to confirm then.
    reopened_by BYTEA REFERENCES users (id),
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
    judgement_id BYTEA NOT NULL REFERENCES training_judgements (id),
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
    confirmed_by BYTEA,
    -- Empty: the system.
    recorded_by BYTEA,
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

CREATE FUNCTION rubrics_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rubrics_immutable';
END $$;
CREATE TRIGGER rubrics_immutable BEFORE UPDATE OR DELETE ON rubrics
    FOR EACH ROW EXECUTE FUNCTION rubrics_immutable();
-- Neither given to nor submitted by somebody with a conflict of interest.
CREATE FUNCTION expert_reviews_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'released' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
        AND EXISTS (SELECT 1 FROM expert_conflicts c WHERE c.enrolment_id = NEW.enrolment_id AND c.user_id = NEW.expert_user_id)
    THEN
        RAISE EXCEPTION 'expert_reviews_conflict';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER expert_reviews_conflict BEFORE INSERT OR UPDATE ON expert_reviews
    FOR EACH ROW EXECUTE FUNCTION expert_reviews_conflict();
-- A third is asked only after two have said something.
CREATE FUNCTION expert_reviews_third() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.slot = 3 AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
        AND 2 > (SELECT count(*) FROM expert_reviews r WHERE r.enrolment_id = NEW.enrolment_id AND r.slot < 3 AND r.status = 'submitted')
    THEN
        RAISE EXCEPTION 'expert_reviews_third';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER expert_reviews_third BEFORE INSERT ON expert_reviews
    FOR EACH ROW EXECUTE FUNCTION expert_reviews_third();
-- What was said stays said; whose and by whom never changes.
CREATE FUNCTION expert_reviews_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'assigned' OR NEW.id <> OLD.id OR NEW.enrolment_id <> OLD.enrolment_id OR NEW.expert_user_id <> OLD.expert_user_id
        OR NEW.batch_id <> OLD.batch_id OR NEW.version_id <> OLD.version_id OR NEW.rubric_id <> OLD.rubric_id OR NEW.slot <> OLD.slot
    THEN
        RAISE EXCEPTION 'expert_reviews_immutable';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER expert_reviews_immutable BEFORE UPDATE ON expert_reviews
    FOR EACH ROW EXECUTE FUNCTION expert_reviews_immutable();
CREATE FUNCTION expert_reviews_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'expert_reviews_stay';
END $$;
CREATE TRIGGER expert_reviews_stay BEFORE DELETE ON expert_reviews
    FOR EACH ROW EXECUTE FUNCTION expert_reviews_stay();
-- Confirmed by a lead of the batch's group, who reviewed neither and has no conflict of interest.
CREATE FUNCTION training_judgements_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'confirmed' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
        AND NOT EXISTS (SELECT 1 FROM panel_experts p WHERE p.batch_id = NEW.batch_id AND p.user_id = NEW.confirmed_by AND p.lead AND p.removed_at IS NULL)
    THEN
        RAISE EXCEPTION 'training_judgements_lead';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_judgements_lead BEFORE INSERT OR UPDATE ON training_judgements
    FOR EACH ROW EXECUTE FUNCTION training_judgements_lead();
CREATE FUNCTION training_judgements_two_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'confirmed' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
        AND EXISTS (SELECT 1 FROM expert_reviews r WHERE r.enrolment_id = NEW.enrolment_id AND r.expert_user_id = NEW.confirmed_by AND r.status <> 'released')
    THEN
        RAISE EXCEPTION 'training_judgements_two_people';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_judgements_two_people BEFORE INSERT OR UPDATE ON training_judgements
    FOR EACH ROW EXECUTE FUNCTION training_judgements_two_people();
CREATE FUNCTION training_judgements_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'confirmed' AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
        AND EXISTS (SELECT 1 FROM expert_conflicts c WHERE c.enrolment_id = NEW.enrolment_id AND c.user_id = NEW.confirmed_by)
    THEN
        RAISE EXCEPTION 'training_judgements_conflict';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_judgements_conflict BEFORE INSERT OR UPDATE ON training_judgements
    FOR EACH ROW EXECUTE FUNCTION training_judgements_conflict();
-- A confirmed judgement changes only by being opened again, and that not while a certificate rests on it.
CREATE FUNCTION training_judgements_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.enrolment_id <> OLD.enrolment_id OR NEW.batch_id <> OLD.batch_id OR (OLD.status = 'confirmed' AND NEW.status <> 'open')
    THEN
        RAISE EXCEPTION 'training_judgements_immutable';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_judgements_immutable BEFORE UPDATE ON training_judgements
    FOR EACH ROW EXECUTE FUNCTION training_judgements_immutable();
CREATE FUNCTION training_judgements_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'confirmed' AND (EXISTS (SELECT 1 FROM training_enrolments e WHERE e.id = OLD.enrolment_id AND e.status IN ('passed', 'failed'))
        OR EXISTS (SELECT 1 FROM training_enrolments e JOIN certificates c ON c.holder_person_id = e.person_id AND c.edition_id = e.edition_id
            WHERE e.id = OLD.enrolment_id AND OLD.result = 'passed' AND c.basis = 'training' AND c.status = 'valid'))
    THEN
        RAISE EXCEPTION 'training_judgements_held';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_judgements_held BEFORE UPDATE ON training_judgements
    FOR EACH ROW EXECUTE FUNCTION training_judgements_held();
CREATE FUNCTION training_judgements_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'training_judgements_stay';
END $$;
CREATE TRIGGER training_judgements_stay BEFORE DELETE ON training_judgements
    FOR EACH ROW EXECUTE FUNCTION training_judgements_stay();
CREATE FUNCTION training_judgement_history_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'training_judgement_history_immutable';
END $$;
CREATE TRIGGER training_judgement_history_immutable BEFORE UPDATE OR DELETE ON training_judgement_history
    FOR EACH ROW EXECUTE FUNCTION training_judgement_history_immutable();
-- Nobody passes or fails but by the confirmed judgement of the group.
CREATE FUNCTION training_enrolments_judged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status IN ('passed', 'failed') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
        AND NOT EXISTS (SELECT 1 FROM training_judgements j WHERE j.enrolment_id = NEW.id AND j.status = 'confirmed' AND j.result = NEW.status)
    THEN
        RAISE EXCEPTION 'training_enrolments_judged';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_enrolments_judged BEFORE INSERT OR UPDATE OF status ON training_enrolments
    FOR EACH ROW EXECUTE FUNCTION training_enrolments_judged();
-- No certificate without it (training_certificate.all_parts).
CREATE FUNCTION certificates_training_ground() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.basis = 'training' OR NEW.kind = 'training_certificate') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'restoring')
    THEN
        -- The enrolment is held until the end: whoever opens its judgement again waits, and then sees the certificate.
        PERFORM 1 FROM training_enrolments e JOIN training_judgements j ON j.enrolment_id = e.id
            WHERE e.person_id = NEW.holder_person_id AND e.edition_id = NEW.edition_id AND e.status = 'passed'
            AND j.status = 'confirmed' AND j.result = 'passed'
            FOR SHARE OF e;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'certificates_training_ground';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER certificates_training_ground BEFORE INSERT ON certificates
    FOR EACH ROW EXECUTE FUNCTION certificates_training_ground();
