-- Meaning: pairs of accounts whose actions coincide: SynchroTrap's similarity.
-- Reads:   actions, person
-- Gives:   a, b (a < b), whose Jaccard index of their (action, target, time slot) is at least $least_similarity
-- Method:  Jaccard: slots that both have / slots that either has, over the whole look-back. Only accounts with $least_slots slots; only slots with at
--          most $slot_cap accounts make pairs (more would grow with the square), but all count in the sizes. The paper's sliding window becomes fixed slots.
-- Params:  $from_ms, $slot_ms, $slot_cap, $least_slots, $least_similarity
-- Source:  Cao, Yang, Yu and Palow 2014
with held as (
  select distinct p.account_no, dense_rank() over (order by a.action, a.target_id, epoch_ms(a.acted_at) // $slot_ms) as slot
  from actions as a
  join person as p on p.account_id = a.account_id
  where a.target_id is not null and epoch_ms(a.acted_at) >= $from_ms
), sized as (
  select account_no, slot, count(*) over (partition by account_no) as slot_count, count(*) over (partition by slot) as account_count from held
), useful as (
  select account_no, slot, slot_count from sized where slot_count >= $least_slots and account_count between 2 and $slot_cap
), met as (
  select one.account_no as a, other.account_no as b, any_value(one.slot_count) as a_count, any_value(other.slot_count) as b_count, count(*) as both_count
  from useful as one
  join useful as other on other.slot = one.slot and other.account_no > one.account_no
  group by one.account_no, other.account_no
)
select a, b
from met
where both_count >= $least_similarity * (a_count + b_count - both_count)
