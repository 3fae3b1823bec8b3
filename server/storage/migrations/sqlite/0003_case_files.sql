-- Notes, attachments and follow-ups; ids as in 0001. Dates are ISO 8601 texts, whose order is that of the days.

CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  case_id INTEGER GENERATED ALWAYS AS (id / 1000000) VIRTUAL REFERENCES cases (id),
  visibility INTEGER NOT NULL,
  message BLOB NOT NULL
) STRICT;

CREATE TABLE attachments (
  id INTEGER PRIMARY KEY,
  case_id INTEGER GENERATED ALWAYS AS (id / 1000000) VIRTUAL REFERENCES cases (id),
  visibility INTEGER NOT NULL,
  message BLOB NOT NULL
) STRICT;

-- assignee is NULL where the message has none; owner is who does it then: the assignee, else the case's contact person,
-- NULL while the case has none by name.
CREATE TABLE follow_ups (
  id INTEGER PRIMARY KEY,
  case_id INTEGER GENERATED ALWAYS AS (id / 1000000) VIRTUAL REFERENCES cases (id),
  open INTEGER NOT NULL,
  due TEXT NOT NULL,
  assignee TEXT,
  owner TEXT,
  message BLOB NOT NULL
) STRICT;
CREATE INDEX follow_ups_by_due ON follow_ups (due, id) WHERE open = 1;
CREATE INDEX follow_ups_by_owner ON follow_ups (owner, due, id) WHERE open = 1;
CREATE TRIGGER cases_change_contact_person AFTER UPDATE OF contact_person ON cases
WHEN new.contact_person IS NOT old.contact_person
BEGIN
  UPDATE follow_ups SET owner = new.contact_person
  WHERE id > new.id * 1000000 AND id < (new.id + 1) * 1000000 AND assignee IS NULL;
END;
