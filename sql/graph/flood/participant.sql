-- Meaning: who opened a room in the flood, with how much it had done before and what it had been.
-- Reads:   action, account, login
-- Params:  $opening_action, $from_ms, $to_ms, $before_ms (what it did earlier than this is before)
create table participant as
with opened as (
  select account, min(acted_ms) as opened_ms
  from action
  where action = $opening_action and acted_ms >= $from_ms and acted_ms < $to_ms
  group by account
), before as (
  select opened.account, count(*) as before_count
  from opened join action on action.account = opened.account
  where action.acted_ms < $before_ms
  group by opened.account
), seen as (
  select opened.account, count(distinct login.logged_in_ms - login.logged_in_ms % 86400000) as login_day_count
  from opened join login on login.account = opened.account
  where login.logged_in_ms < $before_ms
  group by opened.account
)
select opened.account, opened.opened_ms, coalesce(before.before_count, 0) as before_count, coalesce(seen.login_day_count, 0) as login_day_count, account.created_ms
from opened
join account on account.account = opened.account
left join before on before.account = opened.account
left join seen on seen.account = opened.account
