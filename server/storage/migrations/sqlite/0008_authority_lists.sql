-- What an authority may see is found as fast as everything: its lists by time and its searches go along indexes of their own and
-- look at no other case. Times as in case_facts.
DROP INDEX case_authorities_by_authority;
DROP INDEX case_authorities_by_authority_and_state;
DROP TRIGGER cases_change_state;
ALTER TABLE case_authorities RENAME TO case_authorities_before;
CREATE TABLE case_authorities (
  case_id INTEGER NOT NULL REFERENCES cases (id),
  authority TEXT NOT NULL,
  state INTEGER NOT NULL,
  due INTEGER,
  updated INTEGER NOT NULL,
  PRIMARY KEY (case_id, authority)
) STRICT, WITHOUT ROWID;
INSERT INTO case_authorities (case_id, authority, state, due, updated)
  SELECT a.case_id, a.authority, a.state, f.due, f.updated FROM case_authorities_before a JOIN case_facts f ON f.id = a.case_id;
DROP TABLE case_authorities_before;
CREATE INDEX case_authorities_by_authority ON case_authorities (authority, case_id);
CREATE INDEX case_authorities_by_authority_and_state ON case_authorities (authority, state, case_id);
CREATE INDEX case_authorities_by_due ON case_authorities (authority, due, case_id) WHERE due IS NOT NULL;
CREATE INDEX case_authorities_by_update ON case_authorities (authority, updated, case_id);
CREATE TRIGGER case_facts_change AFTER UPDATE OF state, due, updated ON case_facts
BEGIN
  UPDATE case_authorities SET state = new.state, due = new.due, updated = new.updated WHERE case_id = new.id;
END;

-- Once more from the beginning, with the authorities that may see the case, each as its id in hexadecimal.
DROP TABLE case_terms;
CREATE VIRTUAL TABLE case_terms USING fts5 (terms, staff_terms, authorities, detail = column, columnsize = 0,
                                            tokenize = 'unicode61 remove_diacritics 0');
UPDATE search_progress SET indexed = 0;
