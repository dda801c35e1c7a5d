-- Meaning: quarters of an hour of registration (each with its two neighbours) in which quiet participants, or several accounts that stir, registered: how many of them, of how many quiet accounts
--          and accounts at all, where how many are usual.
-- Reads:   participant, quiet, stirred, account, base.usual_registration
-- Gives:   slot, awake_count, stirred_count, quiet_count, account_count, usual_count
create temp table cohort as
with awake as (
  select quiet.slot, count(*) as awake_count from participant join quiet on quiet.account = participant.account where quiet.slot is not null group by quiet.slot
), stir as (
  select slot, count(*) as stirred_count from stirred group by slot
), near as (
  select distinct slot + step.step as slot from (select slot from awake union select slot from stir where stirred_count >= 2) as seen cross join (select unnest([-1, 0, 1]) as step) as step
), wide as (
  select distinct slot + step.step as slot from near cross join (select unnest([-1, 0, 1]) as step) as step
), silent as (
  select quiet.slot, count(*) as quiet_count from quiet where quiet.slot in (select slot from wide) group by quiet.slot
), every as (
  select created_ms // 900000 as slot, count(*) as account_count from account where created_ms // 900000 in (select slot from wide) group by 1
)
select near.slot,
       cast(sum(coalesce(awake.awake_count, 0)) as integer) as awake_count, cast(sum(coalesce(stir.stirred_count, 0)) as integer) as stirred_count, cast(sum(coalesce(silent.quiet_count, 0)) as integer) as quiet_count,
       cast(sum(coalesce(every.account_count, 0)) as integer) as account_count, sum(coalesce(usual.rate, 0)) as usual_count
from near
join wide on wide.slot between near.slot - 1 and near.slot + 1
left join awake on awake.slot = wide.slot
left join stir on stir.slot = wide.slot
left join silent on silent.slot = wide.slot
left join every on every.slot = wide.slot
left join base.usual_registration as usual on usual.weekday = (wide.slot // 96 + 3) % 7 and usual.quarter = wide.slot % 96
group by near.slot
