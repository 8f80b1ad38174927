-- Live sessions of training classes and student cohorts (二.1.(4)): their plan, rooms, presence and attendance.
-- A class has its row here before anything of its plan is counted: who plans locks it.
CREATE TABLE live_plans (
    class_kind TEXT COLLATE "C" NOT NULL CHECK (class_kind IN ('training_class', 'cohort')),
    class_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (class_kind, class_id)
);

-- Those that stand have rows in `occupancy`: one of the class, one of the host.
CREATE TABLE live_sessions (
    id BYTEA NOT NULL PRIMARY KEY,
    class_kind TEXT COLLATE "C" NOT NULL,
    class_id BYTEA NOT NULL,
    region_code TEXT COLLATE "C" NOT NULL REFERENCES branches (region_code),
    institution_id BYTEA REFERENCES institutions (id),
    title TEXT COLLATE "C" NOT NULL,
    host_user_id BYTEA NOT NULL REFERENCES users (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    minutes INTEGER NOT NULL,
    provider TEXT COLLATE "C" NOT NULL CHECK (provider IN ('link', 'bigbluebutton', 'jitsi')),
    -- The address somebody gave, or what the provider's server knows the room by.
    room TEXT COLLATE "C" NOT NULL,
    -- What the provider's server said of the room, as JSON.
    provider_state TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('planned', 'open', 'held', 'cancelled')),
    actual_start BIGINT,
    actual_end BIGINT,
    -- Minutes of the plan in which it was held.
    held_minutes INTEGER,
    -- Why nobody's attendance was recorded.
    unrecorded TEXT COLLATE "C",
    -- Raised by every change of time (RFC 5545, 3.8.7.4).
    sequence INTEGER NOT NULL,
    remarks TEXT COLLATE "C",
    created_by BYTEA NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    FOREIGN KEY (class_kind, class_id) REFERENCES live_plans (class_kind, class_id),
    CHECK (starts_at < ends_at),
    CHECK (minutes * CAST(60000000 AS BIGINT) = ends_at - starts_at),
    CHECK ((status = 'held') = (held_minutes IS NOT NULL)),
    CHECK (held_minutes BETWEEN 0 AND minutes),
    CHECK (status <> 'held' OR (actual_start IS NOT NULL AND actual_end IS NOT NULL AND actual_start < actual_end))
);
CREATE INDEX live_sessions_class_idx ON live_sessions (class_kind, class_id, starts_at);
CREATE INDEX live_sessions_host_idx ON live_sessions (host_user_id, starts_at);
CREATE INDEX live_sessions_start_idx ON live_sessions (starts_at, id);
CREATE INDEX live_sessions_region_idx ON live_sessions (region_code, starts_at, id);
CREATE INDEX live_sessions_institution_idx ON live_sessions (institution_id, starts_at, id);

-- Stays, as a provider's events tell of them.
CREATE TABLE live_presences (
    id BYTEA NOT NULL PRIMARY KEY,
    session_id BYTEA NOT NULL REFERENCES live_sessions (id),
    -- The provider's id of somebody in one browser; who lost the connection comes back under the same.
    external_id TEXT COLLATE "C" NOT NULL,
    -- Empty for who came in by other ways than ours.
    user_id BYTEA REFERENCES users (id),
    shown_name TEXT COLLATE "C" NOT NULL,
    joined_at BIGINT NOT NULL,
    -- Empty for who was not seen leaving.
    left_at BIGINT,
    CONSTRAINT live_presences_stay_key UNIQUE (session_id, external_id, joined_at),
    CHECK (joined_at <= left_at)
);
CREATE INDEX live_presences_user_idx ON live_presences (user_id);

-- Events that were taken in: what is sent again counts once.
CREATE TABLE live_events (
    session_id BYTEA NOT NULL REFERENCES live_sessions (id),
    digest BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    -- Whose, as in live_presences.
    external_id TEXT COLLATE "C",
    at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, digest)
);

CREATE TABLE live_attendance (
    session_id BYTEA NOT NULL REFERENCES live_sessions (id),
    user_id BYTEA NOT NULL REFERENCES users (id),
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
    source TEXT COLLATE "C" NOT NULL CHECK (source IN ('provider', 'file', 'manual')),
    -- Somebody looked at it and changed it: events and files do not change it any more.
    corrected BOOLEAN NOT NULL,
    reason TEXT COLLATE "C",
    -- Empty for what the provider told.
    recorded_by BYTEA REFERENCES users (id),
    recorded_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (session_id, user_id),
    CONSTRAINT live_attendance_reason CHECK (NOT corrected OR reason IS NOT NULL)
);
CREATE INDEX live_attendance_user_idx ON live_attendance (user_id);

-- What a record said before it was changed.
CREATE TABLE live_attendance_history (
    session_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    minutes INTEGER NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    corrected BOOLEAN NOT NULL,
    reason TEXT COLLATE "C",
    recorded_by BYTEA REFERENCES users (id),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, user_id, version),
    FOREIGN KEY (session_id, user_id) REFERENCES live_attendance (session_id, user_id)
);

-- Attendance files of meeting programs; the file itself is sealed, since it holds names and phones.
CREATE TABLE attendance_files (
    id BYTEA NOT NULL PRIMARY KEY,
    session_id BYTEA NOT NULL REFERENCES live_sessions (id),
    -- Empty once its time is over.
    file_id BYTEA REFERENCES files (id),
    file_name TEXT COLLATE "C" NOT NULL,
    program TEXT COLLATE "C" NOT NULL CHECK (program IN ('tencent_meeting', 'dingtalk', 'other')),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('parsed', 'applied', 'discarded')),
    sheet TEXT COLLATE "C",
    rows_read INTEGER NOT NULL,
    -- Titles of columns that were not read, and rows that could not be, as JSON lists.
    ignored TEXT COLLATE "C" NOT NULL,
    faults TEXT COLLATE "C" NOT NULL,
    uploaded_by BYTEA NOT NULL REFERENCES users (id),
    uploaded_at BIGINT NOT NULL,
    settled_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX attendance_files_session_idx ON attendance_files (session_id, id);
CREATE INDEX attendance_files_settled_idx ON attendance_files (settled_at);

CREATE TABLE attendance_rows (
    file_id BYTEA NOT NULL REFERENCES attendance_files (id),
    row_no INTEGER NOT NULL,
    shown_name TEXT COLLATE "C" NOT NULL,
    joined_at BIGINT,
    left_at BIGINT,
    seconds INTEGER,
    outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('matched', 'ambiguous', 'unmatched', 'ignored')),
    -- By what it was matched.
    matched_by TEXT COLLATE "C" CHECK (matched_by IN ('name', 'number', 'within', 'chosen')),
    -- Accounts it may mean, as a JSON list.
    candidates TEXT COLLATE "C" NOT NULL,
    user_id BYTEA REFERENCES users (id),
    PRIMARY KEY (file_id, row_no),
    CHECK ((outcome = 'matched') = (user_id IS NOT NULL))
);

-- Secret addresses of calendars (RFC 5545); of the token only its SHA-256 is kept.
CREATE TABLE calendar_feeds (
    id BYTEA NOT NULL PRIMARY KEY,
    user_id BYTEA NOT NULL REFERENCES users (id),
    -- What of its owner's it shows, and until when.
    grant_id BYTEA NOT NULL REFERENCES grants (id),
    token_hash BYTEA NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT,
    CONSTRAINT calendar_feeds_token_key UNIQUE (token_hash)
);
CREATE INDEX calendar_feeds_user_idx ON calendar_feeds (user_id, id);
