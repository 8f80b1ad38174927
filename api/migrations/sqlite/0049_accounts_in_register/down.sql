DROP INDEX users_name_idx;
DROP INDEX users_pinyin_idx;
CREATE INDEX users_name_idx ON users (display_name, id);
CREATE INDEX users_pinyin_idx ON users (pinyin, id);
ALTER TABLE users DROP COLUMN in_register;
