-- Each event's place in the feed, so that the feed and the events show when one of them lacks something that the other
-- has. server/storage/sqlite/backfills.cc fills it in for older events.
ALTER TABLE events ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
