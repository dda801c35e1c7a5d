-- Meaning: which account holds which key, and when it first and last left the trace.
create table holding (key_no integer, account integer, first_ms bigint, last_ms bigint)
