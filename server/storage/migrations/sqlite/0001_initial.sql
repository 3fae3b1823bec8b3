-- cases.id is the case number as an integer: year * 100,000,000 + number, so that order is that of the numbers, also when
-- a year has more than 999,999. The ids of what belongs to a case are its id * 1,000,000 + index: rows of one case lie
-- together, and one b-tree serves both key and data. Times are microseconds since 1970.

CREATE TABLE counters (
  year INTEGER PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

-- cvr and contact_person are NULL where the message has none.
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  state INTEGER NOT NULL,
  cvr TEXT,
  contact_person TEXT,
  last_sequence INTEGER NOT NULL,
  last_hash BLOB NOT NULL,
  message BLOB NOT NULL
) STRICT;
CREATE INDEX cases_by_state ON cases (state, id);
CREATE INDEX cases_by_cvr ON cases (cvr, id) WHERE cvr IS NOT NULL;
CREATE INDEX cases_by_contact_person ON cases (contact_person, id) WHERE contact_person IS NOT NULL;
CREATE INDEX cases_by_contact_person_and_state ON cases (contact_person, state, id) WHERE contact_person IS NOT NULL;

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  case_id INTEGER GENERATED ALWAYS AS (id / 1000000) VIRTUAL REFERENCES cases (id),
  sequence INTEGER GENERATED ALWAYS AS (id % 1000000) VIRTUAL,
  message BLOB NOT NULL
) STRICT;

CREATE TABLE interactions (
  id INTEGER PRIMARY KEY,
  case_id INTEGER GENERATED ALWAYS AS (id / 1000000) VIRTUAL REFERENCES cases (id),
  message BLOB NOT NULL
) STRICT;

CREATE TABLE referrals (
  id INTEGER PRIMARY KEY,
  case_id INTEGER GENERATED ALWAYS AS (id / 1000000) VIRTUAL REFERENCES cases (id),
  state INTEGER NOT NULL,
  authority TEXT NOT NULL,
  due INTEGER NOT NULL,
  message BLOB NOT NULL
) STRICT;
CREATE INDEX referrals_by_due ON referrals (due, id);
CREATE INDEX referrals_by_state ON referrals (state, due, id);
CREATE INDEX referrals_by_authority ON referrals (authority, due, id);
CREATE INDEX referrals_by_authority_and_state ON referrals (authority, state, due, id);

-- Which authorities have a referral of the case: what a task-force member may see. With the state of the case beside it,
-- so that their list of open cases is as fast as everybody's.
CREATE TABLE case_authorities (
  case_id INTEGER NOT NULL REFERENCES cases (id),
  authority TEXT NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (case_id, authority)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER cases_change_state AFTER UPDATE OF state ON cases WHEN new.state <> old.state
BEGIN
  UPDATE case_authorities SET state = new.state WHERE case_id = new.id;
END;
CREATE INDEX case_authorities_by_authority ON case_authorities (authority, case_id);
CREATE INDEX case_authorities_by_authority_and_state ON case_authorities (authority, state, case_id);

CREATE TABLE tokens (
  id TEXT PRIMARY KEY NOT NULL,
  created INTEGER NOT NULL,
  secret_hash BLOB NOT NULL,
  message BLOB NOT NULL
) STRICT;
CREATE INDEX tokens_by_creation ON tokens (created, id);

CREATE TABLE responses (
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL,
  created INTEGER NOT NULL,
  fingerprint BLOB NOT NULL,
  response BLOB NOT NULL,
  PRIMARY KEY (actor, request_id)
) STRICT;
CREATE INDEX responses_by_creation ON responses (created);
