-- Once more from the beginning: the words come split and folded, so nothing beyond ASCII parts them again, and a term is one
-- token. authority_terms holds each of `terms` once for every authority that may see the case, after six digits that
-- stand for the authority (TermPrefix in case_sql.h): a search within one authority looks at no other case's words.
DROP TABLE case_terms;
CREATE VIRTUAL TABLE case_terms USING fts5 (terms, staff_terms, authority_terms, detail = column, columnsize = 0,
                                            tokenize = 'ascii');
UPDATE search_progress SET indexed = 0;
