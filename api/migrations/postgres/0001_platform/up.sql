-- Facts about this database itself: fingerprints of keys, the demo mark, the demo's clock.
CREATE TABLE meta (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE audit_events (
    id BYTEA NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_id BYTEA,
    actor_role TEXT,
    action TEXT COLLATE "C" NOT NULL,
    subject_kind TEXT COLLATE "C" NOT NULL,
    subject_id BYTEA,
    region_code TEXT COLLATE "C",
    institution_id BYTEA,
    detail TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX audit_events_subject_idx ON audit_events (subject_id, id);
CREATE INDEX audit_events_actor_idx ON audit_events (actor_id, id);
CREATE INDEX audit_events_region_idx ON audit_events (region_code, id);
CREATE INDEX audit_events_institution_idx ON audit_events (institution_id, id);

CREATE TABLE idempotency_keys (
    principal BYTEA NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    request_hash BYTEA NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (principal, key)
);

CREATE TABLE jobs (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'interrupted', 'cancelled')),
    subject_id BYTEA,
    owner_id BYTEA NOT NULL,
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
    id BYTEA NOT NULL PRIMARY KEY,
    sha256 BYTEA NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    name TEXT NOT NULL,
    owner_kind TEXT COLLATE "C" NOT NULL,
    owner_id BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX files_owner_idx ON files (owner_kind, owner_id);
CREATE INDEX files_sha256_idx ON files (sha256);

-- Whoever and whatever is booked, for how long: one truth for double booking. Written by every slice
-- that books somebody's time. Half-open intervals of UTC microseconds.
CREATE TABLE occupancy (
    id BYTEA NOT NULL PRIMARY KEY,
    subject_kind TEXT COLLATE "C" NOT NULL CHECK (subject_kind IN ('person', 'room', 'class')),
    subject_id BYTEA NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    source_kind TEXT COLLATE "C" NOT NULL,
    source_id BYTEA NOT NULL,
    CHECK (starts_at < ends_at)
);
CREATE INDEX occupancy_source_idx ON occupancy (source_kind, source_id);
CREATE INDEX occupancy_subject_idx ON occupancy (subject_id, starts_at);
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE occupancy ADD CONSTRAINT occupancy_overlap EXCLUDE USING gist (
    subject_kind WITH =, subject_id WITH =, int8range(starts_at, ends_at) WITH &&
);
