-- Usernames are kept as they were given and told apart without regard to the case of Latin letters: whoever
-- types another case means the same account.
CREATE UNIQUE INDEX users_username_lower_key ON users (lower(username));
-- Sessions are found by their id, which stands in the cookie.
DROP INDEX sessions_previous_idx;
-- Answers to be given again are sealed from now on; those of before would live a day at most.
DELETE FROM idempotency_keys;
