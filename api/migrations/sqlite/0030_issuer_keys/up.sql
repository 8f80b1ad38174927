-- The public halves of every key that signed certificates or heads of the log: what others verify with, and what a
-- check needs, without any secret. A row stays when its key signs no more.
CREATE TABLE issuer_keys (
    -- The DID, # and the key's name; or the log's origin, + and the key's id.
    id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('issuer', 'log')),
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    created_at BIGINT NOT NULL,
    -- When another took its place; it still verifies what it signed.
    retired_at BIGINT
);
CREATE TRIGGER issuer_keys_immutable_update BEFORE UPDATE ON issuer_keys
WHEN NEW.id IS NOT OLD.id OR NEW.purpose IS NOT OLD.purpose OR NEW.public_key IS NOT OLD.public_key
BEGIN SELECT RAISE(ABORT, 'issuer_keys_immutable'); END;
CREATE TRIGGER issuer_keys_immutable_delete BEFORE DELETE ON issuer_keys
BEGIN SELECT RAISE(ABORT, 'issuer_keys_immutable'); END;
