-- Meaning: what is odd about the actions of each account, see odd_account.
-- Reads:   raw_action, account
-- Params:  $from_ms, $as_of_ms, $earliest_ms, $latest_ms (times before and from there on are no facts)
insert into oddity
select account.account, 'actions' as source_table, odd.rule, cast(null as varchar), count(*)
from (
  select account_id, 'action missing' as rule from raw_action where (action is null or action = '') and acted_ms >= $from_ms and acted_ms < $as_of_ms
  union all
  select account_id, case when acted_ms is null then 'acted_at missing' when acted_ms >= $latest_ms then 'acted_at in the future' else 'acted_at impossible' end
  from raw_action where acted_ms is null or acted_ms >= $latest_ms or acted_ms < $earliest_ms
) as odd
join account on account.account_id = odd.account_id
group by account.account, odd.rule
