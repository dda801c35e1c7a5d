-- Meaning: how many logins and actions each account had in the look-back.
-- Reads:   login, action
create table account_count as
select account, sum(login_count) as login_count, sum(action_count) as action_count
from (
  select account, count(*) as login_count, 0 as action_count from login group by account
  union all
  select account, 0, count(*) from action group by account
) as counted
group by account
