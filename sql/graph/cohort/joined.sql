-- Meaning: who joined inside the look-back and had time to come back, how it came (its first login within a day), and what became of it after that day: nobody saw it
--          (asleep), it logged in and did nothing (warm), or it acted (awake).
-- Reads:   account, login, action
-- Gives:   account, quarter (of an hour since 1970), state, day_count (days with a login after the first), device_id, address, subnet, wait_ms (creation to first login),
--          login_count (of the first day); the last five are null or 0 where the first login is not known
-- Params:  $from_ms, $to_ms (created in between), $as_of_ms, $seen_to_ms (what was seen from then on does not count), $day_ms, $quarter_ms
create table joined as
with fresh as (
  select account, created_ms from account where created_ms >= $from_ms and created_ms < $to_ms and (closed_ms is null or closed_ms >= $as_of_ms)
), came as (
  select fresh.account, login.device_id, login.address, login.subnet, login.logged_in_ms - fresh.created_ms as wait_ms,
         row_number() over (partition by fresh.account order by login.logged_in_ms, login.device_id nulls last, login.address nulls last) as place,
         count(*) over (partition by fresh.account) as login_count
  from fresh join login on login.account = fresh.account
  where login.logged_in_ms >= fresh.created_ms - $day_ms and login.logged_in_ms < fresh.created_ms + $day_ms
), later as (
  select fresh.account, count(distinct login.logged_in_ms - login.logged_in_ms % $day_ms) as day_count
  from fresh join login on login.account = fresh.account
  where login.logged_in_ms >= fresh.created_ms + $day_ms and login.logged_in_ms < $seen_to_ms
  group by fresh.account
), acted as (
  select distinct fresh.account
  from fresh join action on action.account = fresh.account
  where action.acted_ms >= fresh.created_ms + $day_ms and action.acted_ms < $seen_to_ms
)
select fresh.account, cast(floor(fresh.created_ms / $quarter_ms) as bigint) as quarter,
       case when acted.account is not null then 'awake' when later.account is not null then 'warm' else 'asleep' end as state, coalesce(later.day_count, 0) as day_count,
       came.device_id, came.address, came.subnet, came.wait_ms, coalesce(came.login_count, 0) as login_count
from fresh
left join later on later.account = fresh.account
left join acted on acted.account = fresh.account
left join came on came.account = fresh.account and came.place = 1
