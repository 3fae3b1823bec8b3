-- The events of all cases in the order they were stored. `hash` is the running SHA-256 of server/storage/storage.h's
-- FeedHash; server/storage/sqlite/backfills.cc fills in the events of databases that are older than the feed.
CREATE TABLE feed (
  sequence INTEGER PRIMARY KEY,
  event INTEGER NOT NULL REFERENCES events (id),
  hash BLOB NOT NULL
) STRICT;
