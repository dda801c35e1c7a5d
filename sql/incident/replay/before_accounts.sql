-- Meaning: the accounts that are there when the replay begins; what closes later is open.
-- Params:  $from_ms
select account_id, created_at, protected, case when closed_ms < $from_ms then closed_at end as closed_at from accounts where arrives_ms < $from_ms
