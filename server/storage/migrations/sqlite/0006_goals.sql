-- When the passing of time alone may change a case; 2^63 - 1 for never. Open cases of older versions are looked at once at
-- the first opportunity, which finds out.
ALTER TABLE cases ADD COLUMN next_check INTEGER NOT NULL DEFAULT 9223372036854775807;
UPDATE cases SET next_check = 0 WHERE state <> 3;
CREATE INDEX cases_by_next_check ON cases (next_check, id) WHERE next_check < 9223372036854775807;
