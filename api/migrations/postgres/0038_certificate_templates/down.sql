ALTER TABLE certificate_seals DROP COLUMN template_id;
DROP TABLE certificate_templates;
DROP FUNCTION certificate_templates_immutable();
-- Their pictures belong to nothing any more.
DELETE FROM files WHERE owner_kind = 'certificate_template';
