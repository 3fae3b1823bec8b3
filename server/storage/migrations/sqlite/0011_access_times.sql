-- When each reading was, in microseconds since 1970, so that old records are found without looking at the others.
-- server/storage/sqlite/backfills.cc fills it in for those that are there.
ALTER TABLE access_records ADD COLUMN time INTEGER NOT NULL DEFAULT 0;
CREATE INDEX access_records_by_time ON access_records (time);
