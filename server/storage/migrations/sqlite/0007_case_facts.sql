-- What cases are found by, in narrow rows beside the messages, so that looking at many cases reads little. Times are
-- microseconds since 1970, NULL where the message has none; enumerations are their numbers. server/storage/sqlite/
-- case_facts.cc writes it; backfills.cc fills it for databases that are older.
CREATE TABLE case_facts (
  id INTEGER PRIMARY KEY REFERENCES cases (id),
  open INTEGER NOT NULL,
  state INTEGER NOT NULL,
  complexity INTEGER NOT NULL,
  channel INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  escalation INTEGER NOT NULL,
  guide_feedback INTEGER NOT NULL,
  missed INTEGER NOT NULL,
  open_referrals INTEGER NOT NULL,
  open_callbacks INTEGER NOT NULL,
  open_follow_ups INTEGER NOT NULL,
  transfers INTEGER NOT NULL,
  enquiries INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  closed INTEGER,
  due INTEGER,
  silent_from INTEGER,
  contact_person TEXT,
  cvr TEXT,
  package TEXT NOT NULL,
  language TEXT NOT NULL
) STRICT;
CREATE INDEX case_facts_open ON case_facts (id) WHERE open = 1;
CREATE INDEX case_facts_by_cvr ON case_facts (cvr, id) WHERE cvr IS NOT NULL;
CREATE INDEX case_facts_by_contact_person ON case_facts (contact_person, id) WHERE contact_person IS NOT NULL;
CREATE INDEX case_facts_open_by_contact_person ON case_facts (contact_person, id) WHERE open = 1;
CREATE INDEX case_facts_by_due ON case_facts (due, id) WHERE due IS NOT NULL;
CREATE INDEX case_facts_by_contact_person_and_due ON case_facts (contact_person, due, id) WHERE due IS NOT NULL;
CREATE INDEX case_facts_by_update ON case_facts (updated, id);

CREATE TABLE case_services (
  case_id INTEGER NOT NULL REFERENCES cases (id),
  service TEXT NOT NULL,
  PRIMARY KEY (case_id, service)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_services_by_service ON case_services (service, case_id);

-- Lists go by case_facts now.
DROP INDEX cases_by_state;
DROP INDEX cases_by_cvr;
DROP INDEX cases_by_contact_person;
DROP INDEX cases_by_contact_person_and_state;

-- What was said on a case, as analysed words; rowid is the case's id. `indexed` is the place in the feed up to which events
-- have been taken in.
CREATE VIRTUAL TABLE case_terms USING fts5 (terms, staff_terms, detail = column, columnsize = 0,
                                            tokenize = 'unicode61 remove_diacritics 0');
CREATE TABLE search_progress (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  indexed INTEGER NOT NULL
) STRICT;
INSERT INTO search_progress (id, indexed) VALUES (1, 0);
