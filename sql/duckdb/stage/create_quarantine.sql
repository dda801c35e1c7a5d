-- Meaning: rows left out of the run, counted by rule: rows in = rows used + rows quarantined.
create table quarantine (source_table varchar, rule varchar, row_count bigint)
