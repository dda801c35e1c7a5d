-- Meaning: which account holds which key, and when it first and last left the trace.
-- Reads:   holding (of the work database)
-- Order:   as it comes: a look-up scans one packed column of integers (20 M rows in some 50 ms), sorting as many rows takes 5 s.
create table snapshot.coded.holding as
select account, key_no, first_ms, last_ms
from holding
