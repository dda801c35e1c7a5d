-- Meaning: what is odd about the actions of each account, see odd_account.
-- Reads:   raw_action, account
-- Params:  $from_ms, $as_of_ms, $latest_ms (times from there on are of the future)
insert into oddity
select account.account, 'actions' as source_table, odd.rule, cast(null as varchar), count(*)
from (
  select account_id, 'action missing' as rule from raw_action where (action is null or action = '') and acted_ms >= $from_ms and acted_ms < $as_of_ms
  union all
  select account_id, 'acted_at in the future' from raw_action where acted_ms >= $latest_ms
) as odd
join account on account.account_id = odd.account_id
group by account.account, odd.rule
