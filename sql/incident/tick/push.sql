-- Meaning: how participants and the rooms of others of them are tied: whom an account visited, and who visited it.
-- Reads:   visit, participant, quiet
-- Gives:   account, visited_count, pushed_count (rooms of quiet participants), audience_count, filled_count (quiet participants among them), viewer_act_count (acts of its audience)
create temp table push as
with out as (
  select visit.account, count(*) as visited_count, count(quiet.account) as pushed_count
  from visit left join quiet on quiet.account = visit.owner
  group by visit.account
), awake as (
  select participant.account from participant join quiet on quiet.account = participant.account
), "in" as (
  select visit.owner as account, count(distinct visit.account) as audience_count, count(distinct awake.account) as filled_count, sum(visit.act_count) as viewer_act_count
  from visit left join awake on awake.account = visit.account
  where visit.owner is not null
  group by visit.owner
)
select participant.account, coalesce(out.visited_count, 0) as visited_count, coalesce(out.pushed_count, 0) as pushed_count,
       coalesce("in".audience_count, 0) as audience_count, coalesce("in".filled_count, 0) as filled_count, coalesce("in".viewer_act_count, 0) as viewer_act_count
from participant
left join out on out.account = participant.account
left join "in" on "in".account = participant.account
