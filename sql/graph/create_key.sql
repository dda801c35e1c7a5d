-- Meaning: every key that at least two accounts hold, of all kinds, numbered in the order of the registry and of the text.
-- Columns: source_no counts sources over all kinds; parent_no is the key_no of the parent, or null; under_count is the
--          number of accounts under the parent (no parent: N); usual is the chance that an account under the parent holds
--          the key in the ordinary course of things (null: the kind has no such curve); at_ms is the earliest trace;
--          millibits is 1000 * log2(1 / p) for proposing edges.
create table key (
  key_no integer, kind_no integer, key string, parent_key string, source string, source_no integer, parent_no integer,
  account_count bigint, under_count bigint, at_ms bigint, usual double, millibits bigint
)
