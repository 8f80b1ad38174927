CREATE INDEX sessions_previous_idx ON sessions (previous_hash);
DROP INDEX users_username_lower_key;
