DROP TABLE credential_forms;
DROP FUNCTION credential_forms_immutable();
