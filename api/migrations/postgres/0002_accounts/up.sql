CREATE TABLE users (
    id BYTEA NOT NULL PRIMARY KEY,
    username TEXT COLLATE "C" NOT NULL,
    display_name TEXT COLLATE "C" NOT NULL,
    pinyin TEXT COLLATE "C" NOT NULL,
    phone TEXT COLLATE "C",
    email TEXT COLLATE "C",
    password_hash TEXT,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('pending', 'active', 'disabled')),
    -- Raised whenever a new activation code is wanted; the code is derived from it.
    activation_generation INTEGER NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    locale TEXT NOT NULL,
    privacy_version TEXT,
    privacy_accepted_at BIGINT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT users_username_key UNIQUE (username),
    CONSTRAINT users_phone_key UNIQUE (phone),
    CONSTRAINT users_email_key UNIQUE (email)
);
CREATE INDEX users_name_idx ON users (display_name, id);
CREATE INDEX users_pinyin_idx ON users (pinyin, id);

CREATE TABLE grants (
    id BYTEA NOT NULL PRIMARY KEY,
    user_id BYTEA NOT NULL REFERENCES users (id),
    role TEXT COLLATE "C" NOT NULL,
    scope_kind TEXT COLLATE "C" NOT NULL CHECK (scope_kind IN ('country', 'region', 'institution', 'class', 'self')),
    region_code TEXT COLLATE "C",
    institution_id BYTEA,
    cohort_id BYTEA,
    granted_by BYTEA,
    granted_at BIGINT NOT NULL,
    withdrawn_by BYTEA,
    withdrawn_at BIGINT,
    withdrawn_reason TEXT
);
CREATE INDEX grants_user_idx ON grants (user_id);
CREATE INDEX grants_region_idx ON grants (region_code, role);
CREATE INDEX grants_institution_idx ON grants (institution_id, role);
-- The same grant is not given twice while it stands.
CREATE UNIQUE INDEX grants_live_key ON grants (user_id, role, scope_kind, COALESCE(region_code, ''), COALESCE(institution_id, ''::bytea), COALESCE(cohort_id, ''::bytea))
    WHERE withdrawn_at IS NULL;

CREATE TABLE sessions (
    id BYTEA NOT NULL PRIMARY KEY,
    user_id BYTEA NOT NULL REFERENCES users (id),
    grant_id BYTEA NOT NULL REFERENCES grants (id),
    -- SHA-256 of the newest refresh token and of the one before: the older one coming back means that
    -- somebody copied it.
    token_hash BYTEA NOT NULL,
    previous_hash BYTEA,
    rotated_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    revoked_reason TEXT
);
CREATE INDEX sessions_user_idx ON sessions (user_id, id);
CREATE UNIQUE INDEX sessions_token_key ON sessions (token_hash);
CREATE INDEX sessions_previous_idx ON sessions (previous_hash);

-- Third-party systems with client credentials (RFC 6749 §4.4).
CREATE TABLE api_clients (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    secret_hash BYTEA NOT NULL,
    client_scopes TEXT NOT NULL,
    scope_kind TEXT COLLATE "C" NOT NULL CHECK (scope_kind IN ('country', 'region', 'institution')),
    region_code TEXT COLLATE "C",
    institution_id BYTEA,
    created_by BYTEA NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    rotated_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT,
    CONSTRAINT api_clients_client_id_key UNIQUE (client_id)
);

-- What concerns a person, written in the transaction of what caused it.
CREATE TABLE notices (
    id BYTEA NOT NULL PRIMARY KEY,
    user_id BYTEA NOT NULL REFERENCES users (id),
    kind TEXT COLLATE "C" NOT NULL,
    params TEXT NOT NULL,
    link TEXT,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notices_user_idx ON notices (user_id, id);
CREATE INDEX notices_unread_idx ON notices (user_id) WHERE read_at IS NULL;
