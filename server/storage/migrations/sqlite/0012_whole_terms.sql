-- Once more from the beginning: the words come split and folded, so nothing beyond ASCII parts them again, and a term is one
-- token.
DROP TABLE case_terms;
CREATE VIRTUAL TABLE case_terms USING fts5 (terms, staff_terms, authorities, detail = column, columnsize = 0,
                                            tokenize = 'ascii');
UPDATE search_progress SET indexed = 0;
