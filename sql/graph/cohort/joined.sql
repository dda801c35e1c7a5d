-- Meaning: who joined inside the look-back and had time to come back, how it came (its first login within a day), and whether anybody saw it after that day.
-- Reads:   account, login, action
-- Gives:   account, quarter (of an hour since 1970), is_asleep (0 or 1), device_id, address, subnet, wait_ms (creation to first login), login_count (of the first day);
--          the last five are null or 0 where the first login is not known
-- Params:  $from_ms, $to_ms (created in between), $as_of_ms, $seen_to_ms (what was seen from then on does not count), $day_ms, $quarter_ms
create table joined as
with fresh as (
  select account, created_ms from account where created_ms >= $from_ms and created_ms < $to_ms and (closed_ms is null or closed_ms >= $as_of_ms)
), came as (
  select fresh.account, login.device_id, login.address, login.subnet, login.logged_in_ms - fresh.created_ms as wait_ms,
         row_number() over (partition by fresh.account order by login.logged_in_ms, login.device_id, login.address) as place,
         count(*) over (partition by fresh.account) as login_count
  from fresh join login on login.account = fresh.account
  where login.logged_in_ms >= fresh.created_ms - $day_ms and login.logged_in_ms < fresh.created_ms + $day_ms
), again as (
  select fresh.account from fresh join login on login.account = fresh.account where login.logged_in_ms >= fresh.created_ms + $day_ms and login.logged_in_ms < $seen_to_ms
  union
  select fresh.account from fresh join action on action.account = fresh.account where action.acted_ms >= fresh.created_ms + $day_ms and action.acted_ms < $seen_to_ms
)
select fresh.account, cast((fresh.created_ms - fresh.created_ms % $quarter_ms) / $quarter_ms as bigint) as quarter, case when again.account is null then 1 else 0 end as is_asleep,
       came.device_id, came.address, came.subnet, came.wait_ms, coalesce(came.login_count, 0) as login_count
from fresh
left join again on again.account = fresh.account
left join came on came.account = fresh.account and came.place = 1
