-- An append-only Merkle tree (RFC 9162) of what was issued, revoked and superseded.
CREATE TABLE log_leaves (
    idx BIGINT NOT NULL PRIMARY KEY CHECK (idx >= 0),
    kind TEXT NOT NULL CHECK (kind IN ('issue', 'revoke', 'supersede')),
    certificate_id BLOB NOT NULL REFERENCES certificates (id),
    -- The digest of the snapshot, which a proof is asked for by.
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    -- The canonical line that is hashed.
    entry TEXT NOT NULL,
    CONSTRAINT log_leaves_certificate_key UNIQUE (certificate_id, kind)
);
CREATE INDEX log_leaves_sha256_idx ON log_leaves (sha256);
-- Hashes of complete subtrees, 256 a row (C2SP tlog-tiles); only the last of a level is narrower, and grows.
CREATE TABLE log_tiles (
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    idx BIGINT NOT NULL CHECK (idx >= 0),
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, idx)
);
-- Signed heads, one for each transaction that appended. Two heads of one size would be two trees.
CREATE TABLE log_heads (
    size BIGINT NOT NULL PRIMARY KEY CHECK (size > 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    at BIGINT NOT NULL,
    -- The signed note (C2SP tlog-checkpoint).
    note TEXT NOT NULL
);
-- One row, taken last by whoever appends (docs/decisions/0009-order-of-locks.md).
CREATE TABLE log_state (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TRIGGER log_leaves_immutable_update BEFORE UPDATE ON log_leaves
BEGIN SELECT RAISE(ABORT, 'log_immutable'); END;
CREATE TRIGGER log_leaves_immutable_delete BEFORE DELETE ON log_leaves
BEGIN SELECT RAISE(ABORT, 'log_immutable'); END;
CREATE TRIGGER log_heads_immutable_update BEFORE UPDATE ON log_heads
BEGIN SELECT RAISE(ABORT, 'log_immutable'); END;
CREATE TRIGGER log_heads_immutable_delete BEFORE DELETE ON log_heads
BEGIN SELECT RAISE(ABORT, 'log_immutable'); END;
