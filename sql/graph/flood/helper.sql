-- Meaning: who opened no room in the flood but visited several rooms of it and hardly any other, and had done next to nothing before. One visit is a passer-by's.
-- Reads:   visit, participant, action, account
-- Gives:   account, created_ms, first_ms (of its visits); ordered by account
-- Params:  $before_ms (what it did earlier than this is before), $quiet_count, $settled_ms (joined before this), $visit_from_ms, $visit_to_ms
with pushed as (
  select visit.visitor as account, count(*) as room_count
  from visit left join participant on participant.account = visit.visitor
  where visit.owner is not null and participant.account is null
  group by visit.visitor
), acted as (
  select pushed.account, pushed.room_count,
         sum(case when action.acted_ms < $before_ms then 1 else 0 end) as before_count,
         count(distinct case when action.acted_ms >= $visit_from_ms and action.acted_ms < $visit_to_ms then action.target_id end) as target_count,
         min(case when action.acted_ms >= $visit_from_ms then action.acted_ms end) as first_ms
  from pushed join action on action.account = pushed.account
  group by pushed.account, pushed.room_count
)
select acted.account, account.created_ms, acted.first_ms
from acted join account on account.account = acted.account
where account.created_ms < $settled_ms and acted.before_count <= $quiet_count and acted.room_count >= 2 and 2 * acted.room_count >= acted.target_count
order by acted.account
