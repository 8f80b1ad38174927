-- The account of a student or teacher is found by the name that the register has of its holder, which has indexes
-- already: two of the whole country less, of which an import touches pages without number.
ALTER TABLE users ADD COLUMN in_register BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE users SET in_register = TRUE
WHERE EXISTS (SELECT 1 FROM students s WHERE s.user_id = users.id AND s.name = users.display_name AND s.pinyin = users.pinyin)
   OR EXISTS (SELECT 1 FROM teachers t WHERE t.user_id = users.id AND t.name = users.display_name AND t.pinyin = users.pinyin);
DROP INDEX users_name_idx;
DROP INDEX users_pinyin_idx;
CREATE INDEX users_name_idx ON users (display_name, id) WHERE NOT in_register;
CREATE INDEX users_pinyin_idx ON users (pinyin, id) WHERE NOT in_register;
