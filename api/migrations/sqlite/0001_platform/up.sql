-- Facts about this database itself: fingerprints of keys, the demo mark, the demo's clock.
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE audit_events (
    id BLOB NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_id BLOB,
    actor_role TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BLOB,
    region_code TEXT,
    institution_id BLOB,
    detail TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX audit_events_subject_idx ON audit_events (subject_id, id);
CREATE INDEX audit_events_actor_idx ON audit_events (actor_id, id);
CREATE INDEX audit_events_region_idx ON audit_events (region_code, id);
CREATE INDEX audit_events_institution_idx ON audit_events (institution_id, id);

CREATE TABLE idempotency_keys (
    principal BLOB NOT NULL,
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (principal, key)
);

CREATE TABLE jobs (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'interrupted', 'cancelled')),
    subject_id BLOB,
    owner_id BLOB NOT NULL,
    input TEXT NOT NULL,
    rows_done BIGINT NOT NULL,
    rows_total BIGINT,
    result TEXT,
    error TEXT,
    cancel_requested BOOLEAN NOT NULL,
    lease_until BIGINT,
    attempts INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT
);
CREATE INDEX jobs_due_idx ON jobs (id) WHERE status IN ('queued', 'running');
CREATE INDEX jobs_owner_idx ON jobs (owner_id, id);

CREATE TABLE files (
    id BLOB NOT NULL PRIMARY KEY,
    sha256 BLOB NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    name TEXT NOT NULL,
    owner_kind TEXT NOT NULL,
    owner_id BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX files_owner_idx ON files (owner_kind, owner_id);
CREATE INDEX files_sha256_idx ON files (sha256);

-- Whoever and whatever is booked, for how long: one truth for double booking. Written by every slice
-- that books somebody's time. Half-open intervals of UTC microseconds.
CREATE TABLE occupancy (
    id BLOB NOT NULL PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('person', 'room', 'class')),
    subject_id BLOB NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    source_kind TEXT NOT NULL,
    source_id BLOB NOT NULL,
    CHECK (starts_at < ends_at)
);
CREATE INDEX occupancy_source_idx ON occupancy (source_kind, source_id);
CREATE INDEX occupancy_subject_idx ON occupancy (subject_id, starts_at);
-- Writers queue on SQLite, so a trigger sees every other booking.
CREATE TRIGGER occupancy_overlap_insert BEFORE INSERT ON occupancy
WHEN EXISTS (SELECT 1 FROM occupancy o WHERE o.subject_kind = NEW.subject_kind AND o.subject_id = NEW.subject_id
    AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at)
BEGIN SELECT RAISE(ABORT, 'occupancy_overlap'); END;
CREATE TRIGGER occupancy_overlap_update BEFORE UPDATE ON occupancy
WHEN EXISTS (SELECT 1 FROM occupancy o WHERE o.id <> NEW.id AND o.subject_kind = NEW.subject_kind AND o.subject_id = NEW.subject_id
    AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at)
BEGIN SELECT RAISE(ABORT, 'occupancy_overlap'); END;
