-- Meaning: of these the ones that several quiet participants were on: how many of them, of how many accounts at all.
-- Reads:   thing_held, quiet, base.thing, state.new_login
-- Gives:   kind, key, awake_count, account_count (an account that was there before and after the night counts twice: rather too many than too few)
-- Params:  $least (quiet participants)
create temp table thing as
with awake as (
  select thing_held.kind, thing_held.key, count(*) as awake_count
  from thing_held join quiet on quiet.account = thing_held.account
  group by thing_held.kind, thing_held.key
  having count(*) >= $least
), tonight as (
  select 'device' as kind, device_id as key, account from state.new_login where device_id in (select key from awake where kind = 'device')
  union
  select 'subnet', subnet || '@' || cast(logged_in_ms // 86400000 * 86400000 as varchar), account from state.new_login where subnet || '@' || cast(logged_in_ms // 86400000 * 86400000 as varchar) in (select key from awake where kind = 'subnet')
  union
  select 'ip', address || '@' || cast(logged_in_ms // 86400000 * 86400000 as varchar), account from state.new_login where address || '@' || cast(logged_in_ms // 86400000 * 86400000 as varchar) in (select key from awake where kind = 'ip')
), holder as (
  select kind, key, count(*) as account_count from tonight group by kind, key
)
select awake.kind, awake.key, cast(awake.awake_count as integer) as awake_count,
       cast(greatest(awake.awake_count, coalesce(night.account_count, 0) + coalesce(holder.account_count, 0)) as integer) as account_count
from awake
left join base.thing as night on night.kind = awake.kind and night.key = awake.key
left join holder on holder.kind = awake.kind and holder.key = awake.key
