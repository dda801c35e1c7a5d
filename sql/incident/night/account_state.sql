-- Meaning: every account as the night left it: what a run on minutes needs to know of somebody before the incident.
-- Reads:   account, action, login (of the night's window)
-- Gives:   act_count and open_count (acts, rooms opened, in the look-back of actions), login_day_count and last_login_ms (in that of logins; null: none)
-- Params:  $opening_action
create table base.account as
with acted as (
  select account, count(*) as act_count, sum(case when action = $opening_action then 1 else 0 end) as open_count from action group by account
), logged as (
  select account, count(distinct logged_in_ms - logged_in_ms % 86400000) as login_day_count, max(logged_in_ms) as last_login_ms from login group by account
)
select account.account, account.account_id, account.created_ms, account.protected, account.closed_ms,
       cast(coalesce(acted.act_count, 0) as integer) as act_count, cast(coalesce(acted.open_count, 0) as integer) as open_count,
       cast(coalesce(logged.login_day_count, 0) as integer) as login_day_count, logged.last_login_ms
from account
left join acted on acted.account = account.account
left join logged on logged.account = account.account
