-- Meaning: participants that no push ties to the flood's core: how many of the accounts created beside them, on their devices and on their addresses are the core's.
-- Reads:   participant, flood_core, account, login
-- Gives:   account; created_count, created_core_count; device_count, device_core_count; address_count, address_core_count; network_count, network_core_count (others, not
--          itself; of the one device, address or network that speaks most); ordered by account
-- Params:  $near_created_ms, $login_from_ms, $as_of_ms
with loose as (
  select participant.account, participant.created_ms from participant left join flood_core on flood_core.account = participant.account where flood_core.account is null
), beside as (
  select loose.account, count(*) as created_count, sum(case when flood_core.account is null then 0 else 1 end) as created_core_count
  from loose
  join account on account.created_ms between loose.created_ms - $near_created_ms and loose.created_ms + $near_created_ms and account.account <> loose.account
  left join flood_core on flood_core.account = account.account
  group by loose.account
), used as (
  select distinct 'd' as sort, device_id as thing, account from login where device_id is not null and logged_in_ms >= $login_from_ms and logged_in_ms < $as_of_ms
  union all
  select distinct 'a', address, account from login where address is not null and logged_in_ms >= $login_from_ms and logged_in_ms < $as_of_ms
  union all
  select distinct 'n', subnet, account from login where subnet is not null and logged_in_ms >= $login_from_ms and logged_in_ms < $as_of_ms
), shared as (
  select loose.account, used.sort, used.thing, count(*) as other_count, sum(case when flood_core.account is null then 0 else 1 end) as core_count
  from loose
  join used on used.account = loose.account
  join used as mate on mate.sort = used.sort and mate.thing = used.thing and mate.account <> loose.account
  left join flood_core on flood_core.account = mate.account
  group by loose.account, used.sort, used.thing
), ranked as (
  select account, sort, other_count, core_count, row_number() over (partition by account, sort order by core_count * 1000 / other_count desc, core_count desc, thing) as place
  from shared
)
select loose.account,
       coalesce(max(beside.created_count), 0) as created_count, coalesce(max(beside.created_core_count), 0) as created_core_count,
       coalesce(max(case when ranked.sort = 'd' then ranked.other_count end), 0) as device_count, coalesce(max(case when ranked.sort = 'd' then ranked.core_count end), 0) as device_core_count,
       coalesce(max(case when ranked.sort = 'a' then ranked.other_count end), 0) as address_count, coalesce(max(case when ranked.sort = 'a' then ranked.core_count end), 0) as address_core_count,
       coalesce(max(case when ranked.sort = 'n' then ranked.other_count end), 0) as network_count, coalesce(max(case when ranked.sort = 'n' then ranked.core_count end), 0) as network_core_count
from loose
left join beside on beside.account = loose.account
left join ranked on ranked.account = loose.account and ranked.place = 1
group by loose.account
order by loose.account
