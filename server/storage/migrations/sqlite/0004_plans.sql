-- At most one plan a case; the id is the case's.
CREATE TABLE plans (
  id INTEGER PRIMARY KEY REFERENCES cases (id),
  message BLOB NOT NULL
) STRICT;
