-- Meaning: innocents by kind: how many there are, how many opened a room, and what stands against them.
-- Reads:   innocent, actions, standing, truth
-- Params:  $from_ms, $to_ms, $opening_action
with opened as (
  select distinct account_id from actions where action = $opening_action and happened_ms >= $from_ms and happened_ms < $to_ms
)
select innocent.kind, count(*) as accounts, count(opened.account_id) as active, count(standing.account_id) as proposed,
       sum(case when standing.action = 'restrict' then 1 else 0 end) as restricted, sum(case when standing.action = 'ban' then 1 else 0 end) as to_ban
from innocent
left join opened on opened.account_id = innocent.account_id
left join standing on standing.account_id = innocent.account_id and standing.of_minutes
group by innocent.kind
order by restricted desc, proposed desc, innocent.kind
