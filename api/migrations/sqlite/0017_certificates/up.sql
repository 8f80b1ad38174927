-- The next serial of each series: the first seven digits of a number (year, season, kind). An issuing transaction
-- takes the row first and so waits for the one before it: no gap, no duplicate.
CREATE TABLE certificate_counters (
    series TEXT NOT NULL PRIMARY KEY,
    next_serial BIGINT NOT NULL CHECK (next_serial >= 1)
);

CREATE TABLE certificates (
    id BLOB NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('skill_certificate', 'training_certificate')),
    status TEXT NOT NULL CHECK (status IN ('valid', 'revoked', 'superseded')),
    holder_person_id BLOB NOT NULL,
    holder_user_id BLOB,
    student_id BLOB,
    teacher_id BLOB,
    institution_id BLOB NOT NULL,
    region_code TEXT NOT NULL,
    edition_id BLOB NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('exam', 'training', 'fusion')),
    run_id BLOB,
    -- As printed; copies out of the snapshot for lists and searches.
    holder_name TEXT NOT NULL,
    holder_pinyin TEXT NOT NULL,
    institution_name TEXT NOT NULL,
    -- What a name that somebody typed is compared with.
    holder_name_key TEXT NOT NULL,
    -- RFC 8785 JSON of everything that is printed, and its SHA-256 in hexadecimal.
    snapshot TEXT NOT NULL,
    snapshot_hash TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    supersedes_id BLOB REFERENCES certificates (id) DEFERRABLE INITIALLY DEFERRED,
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
CREATE TRIGGER certificates_immutable_update BEFORE UPDATE ON certificates
WHEN OLD.status <> 'valid'
  OR NEW.id IS NOT OLD.id OR NEW.number IS NOT OLD.number OR NEW.kind IS NOT OLD.kind
  OR NEW.holder_person_id IS NOT OLD.holder_person_id OR NEW.holder_user_id IS NOT OLD.holder_user_id
  OR NEW.student_id IS NOT OLD.student_id OR NEW.teacher_id IS NOT OLD.teacher_id
  OR NEW.institution_id IS NOT OLD.institution_id OR NEW.region_code IS NOT OLD.region_code
  OR NEW.edition_id IS NOT OLD.edition_id OR NEW.basis IS NOT OLD.basis OR NEW.run_id IS NOT OLD.run_id
  OR NEW.holder_name IS NOT OLD.holder_name OR NEW.holder_pinyin IS NOT OLD.holder_pinyin
  OR NEW.institution_name IS NOT OLD.institution_name OR NEW.holder_name_key IS NOT OLD.holder_name_key
  OR NEW.snapshot IS NOT OLD.snapshot OR NEW.snapshot_hash IS NOT OLD.snapshot_hash
  OR NEW.issued_at IS NOT OLD.issued_at OR NEW.supersedes_id IS NOT OLD.supersedes_id
BEGIN SELECT RAISE(ABORT, 'certificates_immutable'); END;
CREATE TRIGGER certificates_immutable_delete BEFORE DELETE ON certificates
BEGIN SELECT RAISE(ABORT, 'certificates_immutable'); END;

-- One person asks for a revocation or a reissue, another decides.
CREATE TABLE certificate_revocations (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('revocation', 'reissue')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')),
    reason TEXT NOT NULL,
    certificate_count BIGINT NOT NULL,
    requested_by BLOB NOT NULL REFERENCES users (id),
    requested_at BIGINT NOT NULL,
    approved_by BLOB REFERENCES users (id),
    rejected_by BLOB REFERENCES users (id),
    decided_at BIGINT,
    remarks TEXT,
    version BIGINT NOT NULL,
    CONSTRAINT certificate_revocations_two_people CHECK (approved_by IS NULL OR approved_by <> requested_by),
    CHECK ((status = 'approved') = (approved_by IS NOT NULL)),
    CHECK ((status = 'rejected') = (rejected_by IS NOT NULL))
);
CREATE INDEX certificate_revocations_status_idx ON certificate_revocations (status, id);

CREATE TABLE certificate_revocation_items (
    revocation_id BLOB NOT NULL REFERENCES certificate_revocations (id),
    certificate_id BLOB NOT NULL REFERENCES certificates (id),
    replacement_id BLOB REFERENCES certificates (id),
    PRIMARY KEY (revocation_id, certificate_id)
);
CREATE INDEX certificate_revocation_items_certificate_idx ON certificate_revocation_items (certificate_id);
