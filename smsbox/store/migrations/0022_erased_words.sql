-- The full-text indexes that still hold words of somebody who was erased, until their pieces are merged.
CREATE TABLE search_merges (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
