-- Meaning: the pair counts of the adjusted Rand index: found rings of flagged accounts against true rings.
-- Reads:   judged
-- Gives:   account_count, both_count (pairs together in both), true_count, found_count
-- Method:  over the accounts in either; an account that one side does not name is alone there and makes no pair.
--          Closed and protected members are left out, as in recall.
-- Source:  Hubert and Arabie 1985
with used as (
  select account_id, true_ring, found_ring from judged where open and (true_ring is not null or found_ring is not null)
)
select (select count(*) from used) as account_count,
       (select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from used where true_ring is not null and found_ring is not null group by true_ring, found_ring) as cell) as both_count,
       (select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from used where true_ring is not null group by true_ring) as cell) as true_count,
       (select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from used where found_ring is not null group by found_ring) as cell) as found_count
