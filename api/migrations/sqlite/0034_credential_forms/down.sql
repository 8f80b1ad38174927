DROP TABLE credential_forms;
