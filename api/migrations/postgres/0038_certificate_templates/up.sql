-- The words, seal and background around what certificates say, by kind and edition, or for every edition. A change is a
-- new row: what was issued is printed with the row that was in force then, for ever.
CREATE TABLE certificate_templates (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('skill_certificate', 'training_certificate')),
    -- None: for editions that have none of their own.
    edition_id BYTEA REFERENCES editions (id),
    -- Counts up within kind and edition; the highest is in force.
    no BIGINT NOT NULL CHECK (no > 0),
    -- JSON.
    texts TEXT NOT NULL,
    seal_file_id BYTEA REFERENCES files (id),
    background_file_id BYTEA REFERENCES files (id),
    created_by BYTEA NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX certificate_templates_edition_key ON certificate_templates (kind, edition_id, no)
    WHERE edition_id IS NOT NULL;
CREATE UNIQUE INDEX certificate_templates_general_key ON certificate_templates (kind, no) WHERE edition_id IS NULL;
CREATE FUNCTION certificate_templates_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'certificate_templates_immutable';
END $$;
CREATE TRIGGER certificate_templates_immutable BEFORE UPDATE OR DELETE ON certificate_templates
    FOR EACH ROW EXECUTE FUNCTION certificate_templates_immutable();
-- The template in force when the certificate was issued; none for the words that the program itself has.
ALTER TABLE certificate_seals ADD COLUMN template_id BYTEA REFERENCES certificate_templates (id);
