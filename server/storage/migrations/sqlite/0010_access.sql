-- Who read what. member is '' for machines. Cases are not referenced: the record of a reading stays whatever happens.
CREATE TABLE access_records (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  member TEXT NOT NULL,
  message BLOB NOT NULL
) STRICT;
CREATE INDEX access_records_by_case ON access_records (case_id, id);
CREATE INDEX access_records_by_member ON access_records (member, id);

-- Which admin tokens may read which cases, and until when.
CREATE TABLE emergency_access (
  case_id INTEGER NOT NULL REFERENCES cases (id),
  token TEXT NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (case_id, token)
) STRICT, WITHOUT ROWID;
