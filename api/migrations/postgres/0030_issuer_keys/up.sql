-- The public halves of every key that signed certificates or heads of the log: what others verify with, and what a
-- check needs, without any secret. A row stays when its key signs no more.
CREATE TABLE issuer_keys (
    -- The DID, # and the key's name; or the log's origin, + and the key's id.
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    purpose TEXT COLLATE "C" NOT NULL CHECK (purpose IN ('issuer', 'log')),
    public_key BYTEA NOT NULL CHECK (length(public_key) = 32),
    created_at BIGINT NOT NULL,
    -- When another took its place; it still verifies what it signed.
    retired_at BIGINT
);
CREATE FUNCTION issuer_keys_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.id, NEW.purpose, NEW.public_key) IS DISTINCT FROM (OLD.id, OLD.purpose, OLD.public_key) THEN
        RAISE EXCEPTION 'issuer_keys_immutable';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issuer_keys_immutable BEFORE UPDATE OR DELETE ON issuer_keys
    FOR EACH ROW EXECUTE FUNCTION issuer_keys_immutable();
