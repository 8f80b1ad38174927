-- The words, seal and background around what certificates say, by kind and edition, or for every edition. A change is a
-- new row: what was issued is printed with the row that was in force then, for ever.
CREATE TABLE certificate_templates (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('skill_certificate', 'training_certificate')),
    -- None: for editions that have none of their own.
    edition_id BLOB REFERENCES editions (id),
    -- Counts up within kind and edition; the highest is in force.
    no BIGINT NOT NULL CHECK (no > 0),
    -- JSON.
    texts TEXT NOT NULL,
    seal_file_id BLOB REFERENCES files (id),
    background_file_id BLOB REFERENCES files (id),
    created_by BLOB NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX certificate_templates_edition_key ON certificate_templates (kind, edition_id, no)
    WHERE edition_id IS NOT NULL;
CREATE UNIQUE INDEX certificate_templates_general_key ON certificate_templates (kind, no) WHERE edition_id IS NULL;
CREATE TRIGGER certificate_templates_immutable_update BEFORE UPDATE ON certificate_templates
BEGIN SELECT RAISE(ABORT, 'certificate_templates_immutable'); END;
CREATE TRIGGER certificate_templates_immutable_delete BEFORE DELETE ON certificate_templates
BEGIN SELECT RAISE(ABORT, 'certificate_templates_immutable'); END;
-- The template in force when the certificate was issued; none for the words that the program itself has.
ALTER TABLE certificate_seals ADD COLUMN template_id BLOB REFERENCES certificate_templates (id);
