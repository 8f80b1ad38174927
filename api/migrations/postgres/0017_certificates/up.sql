-- The next serial of each series: the first seven digits of a number (year, season, kind). An issuing transaction
-- takes the row first and so waits for the one before it: no gap, no duplicate.
CREATE TABLE certificate_counters (
    series TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    next_serial BIGINT NOT NULL CHECK (next_serial >= 1)
);

CREATE TABLE certificates (
    id BYTEA NOT NULL PRIMARY KEY,
    number TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('skill_certificate', 'training_certificate')),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('valid', 'revoked', 'superseded')),
    holder_person_id BYTEA NOT NULL,
    holder_user_id BYTEA,
    student_id BYTEA,
    teacher_id BYTEA,
    institution_id BYTEA NOT NULL,
    region_code TEXT COLLATE "C" NOT NULL,
    edition_id BYTEA NOT NULL,
    basis TEXT COLLATE "C" NOT NULL CHECK (basis IN ('exam', 'training', 'fusion')),
    run_id BYTEA,
    -- As printed; copies out of the snapshot for lists and searches.
    holder_name TEXT COLLATE "C" NOT NULL,
    holder_pinyin TEXT COLLATE "C" NOT NULL,
    institution_name TEXT COLLATE "C" NOT NULL,
    -- What a name that somebody typed is compared with.
    holder_name_key TEXT COLLATE "C" NOT NULL,
    -- RFC 8785 JSON of everything that is printed, and its SHA-256 in hexadecimal.
    snapshot TEXT NOT NULL,
    snapshot_hash TEXT COLLATE "C" NOT NULL,
    issued_at BIGINT NOT NULL,
    supersedes_id BYTEA REFERENCES certificates (id) DEFERRABLE INITIALLY DEFERRED,
    status_at BIGINT,
    status_reason TEXT,
    version BIGINT NOT NULL,
    CONSTRAINT certificates_number_key UNIQUE (number),
    CONSTRAINT certificates_supersedes_key UNIQUE (supersedes_id),
    CHECK ((student_id IS NULL) <> (teacher_id IS NULL)),
    CHECK ((status = 'valid') = (status_at IS NULL))
);
CREATE UNIQUE INDEX certificates_live_key ON certificates (holder_person_id, kind) WHERE status = 'valid';
CREATE INDEX certificates_region_idx ON certificates (region_code, id);
CREATE INDEX certificates_institution_idx ON certificates (institution_id, id);
CREATE INDEX certificates_edition_idx ON certificates (edition_id, id);
CREATE INDEX certificates_run_idx ON certificates (run_id, id);
CREATE INDEX certificates_user_idx ON certificates (holder_user_id, id);
CREATE INDEX certificates_name_idx ON certificates (holder_name, id);
CREATE INDEX certificates_pinyin_idx ON certificates (holder_pinyin, id);

-- A certificate that was issued stays as it was printed; only its status moves, once, away from valid.
CREATE FUNCTION certificates_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'certificates_immutable';
    END IF;
    IF (NEW.id, NEW.number, NEW.kind, NEW.holder_person_id, NEW.holder_user_id, NEW.student_id, NEW.teacher_id,
        NEW.institution_id, NEW.region_code, NEW.edition_id, NEW.basis, NEW.run_id, NEW.holder_name, NEW.holder_pinyin,
        NEW.institution_name, NEW.holder_name_key, NEW.snapshot, NEW.snapshot_hash, NEW.issued_at, NEW.supersedes_id)
       IS DISTINCT FROM
       (OLD.id, OLD.number, OLD.kind, OLD.holder_person_id, OLD.holder_user_id, OLD.student_id, OLD.teacher_id,
        OLD.institution_id, OLD.region_code, OLD.edition_id, OLD.basis, OLD.run_id, OLD.holder_name, OLD.holder_pinyin,
        OLD.institution_name, OLD.holder_name_key, OLD.snapshot, OLD.snapshot_hash, OLD.issued_at, OLD.supersedes_id)
       OR OLD.status <> 'valid'
    THEN
        RAISE EXCEPTION 'certificates_immutable';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER certificates_immutable BEFORE UPDATE OR DELETE ON certificates
    FOR EACH ROW EXECUTE FUNCTION certificates_immutable();

-- One person asks for a revocation or a reissue, another decides.
CREATE TABLE certificate_revocations (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('revocation', 'reissue')),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')),
    reason TEXT NOT NULL,
    certificate_count BIGINT NOT NULL,
    requested_by BYTEA NOT NULL REFERENCES users (id),
    requested_at BIGINT NOT NULL,
    approved_by BYTEA REFERENCES users (id),
    rejected_by BYTEA REFERENCES users (id),
    decided_at BIGINT,
    remarks TEXT,
    version BIGINT NOT NULL,
    CONSTRAINT certificate_revocations_two_people CHECK (approved_by IS NULL OR approved_by <> requested_by),
    CHECK ((status = 'approved') = (approved_by IS NOT NULL)),
    CHECK ((status = 'rejected') = (rejected_by IS NOT NULL))
);
CREATE INDEX certificate_revocations_status_idx ON certificate_revocations (status, id);

CREATE TABLE certificate_revocation_items (
    revocation_id BYTEA NOT NULL REFERENCES certificate_revocations (id),
    certificate_id BYTEA NOT NULL REFERENCES certificates (id),
    replacement_id BYTEA REFERENCES certificates (id),
    PRIMARY KEY (revocation_id, certificate_id)
);
CREATE INDEX certificate_revocation_items_certificate_idx ON certificate_revocation_items (certificate_id);
