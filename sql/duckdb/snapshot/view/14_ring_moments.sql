-- Meaning: the moments in which a ring acted as one: what it did, when exactly, and who in which order. Times are those of the acts, not of the
--          bucket that a key is named after.
-- Gives:   one row per moment, the earliest first: kind, what, first_at and last_at (first act of the first and of the last member, UTC),
--          span_seconds between them, member_count of under_count, bits, accounts (in the order in which they acted), key (as in ring_keys)
create macro ring_moments(wanted_ring) as table
select act.kind, act.what, min(act.acted_at) as first_at, max(act.acted_at) as last_at,
       round((epoch_ms(max(act.acted_at)) - epoch_ms(min(act.acted_at))) / 1000.0::double, 3) as span_seconds,
       cast(count(*) as integer) as member_count, any_value(evidence.under_count) as under_count, any_value(act.bits) as bits,
       list(act.account_id order by act.acted_at, act.account_id) as accounts, act.key
from ring_acts(wanted_ring) as act
join ring_evidence as evidence on evidence.ring_id = wanted_ring and evidence.kind = act.kind and evidence.key = act.key
group by act.kind, act.what, act.key
order by first_at, act.kind, act.key
