-- Meaning: by what each account was first seen, where that was when it was made: a machine, an address, or both, and whether it came back to it later.
-- Reads:   account, login
-- Gives:   a row per account and machine, and one per account and address (the other null); came_back: 1 or 0
-- Params:  $joined_ms, $settle_ms (so long the making of an account may take)
create table account_entry as
with entered as (
  select account, device_id, address, logged_in_ms
  from (
    select account.account, account.created_ms, login.device_id, login.address, login.logged_in_ms,
           row_number() over (partition by account.account order by login.logged_in_ms, login.device_id nulls last, login.address nulls last) as place
    from account join login on login.account = account.account and login.logged_in_ms < account.created_ms + $joined_ms
  ) as seen
  where place = 1
)
select entered.account, entered.device_id, cast(null as string) as address, max(case when login.account is null then 0 else 1 end) as came_back
from entered
left join login on login.account = entered.account and login.device_id = entered.device_id and login.logged_in_ms >= entered.logged_in_ms + $settle_ms
where entered.device_id is not null
group by entered.account, entered.device_id
union all
select entered.account, cast(null as string), entered.address, max(case when login.account is null then 0 else 1 end)
from entered
left join login on login.account = entered.account and login.address = entered.address and login.logged_in_ms >= entered.logged_in_ms + $settle_ms
where entered.address is not null
group by entered.account, entered.address
