-- Meaning: how long before its first act in the surge (before now, where there is none) an account had last logged in or was created: under 5 minutes (0), half an hour (1), two hours (2), a day (3), longer (4).
--          Null: created within the last day, has not acted, and not logged in again an hour or more after that: its login is its registration.
-- Reads:   account, quiet, participant, state.new_login
-- Gives:   account, signed_in; quiet accounts and participants
-- Params:  $to_ms
create temp table signed_in as
with told as (
  select account.account, account.created_ms, account.last_login_ms, participant.first_ms, coalesce(participant.first_ms, $to_ms) as at_ms
  from account
  left join participant on participant.account = account.account
  where participant.account is not null or account.account in (select account from quiet)
), late as (
  select told.account, max(new_login.logged_in_ms) as logged_in_ms
  from told join state.new_login on new_login.account = told.account and new_login.logged_in_ms <= told.at_ms
  group by told.account
), since as (
  select told.account, told.first_ms is null and told.created_ms >= $to_ms - 86400000 and coalesce(late.logged_in_ms, 0) < told.created_ms + 3600000 as joined_only,
         told.at_ms - greatest(coalesce(late.logged_in_ms, 0), coalesce(told.last_login_ms, 0), coalesce(told.created_ms, 0)) as wait_ms
  from told left join late on late.account = told.account
)
select account, case when joined_only then null when wait_ms < 300000 then 0 when wait_ms < 1800000 then 1 when wait_ms < 7200000 then 2 when wait_ms < 86400000 then 3 else 4 end as signed_in
from since
