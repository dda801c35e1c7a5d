-- Meaning: the chance that an account which did this deed at all did it in this moment, in the ordinary course of things.
-- Reads:   counted (timing keys, single ones included), thing_key and key (their parents)
-- Method:  a session is a run of acts on one deed with no gap over half an hour. Two estimates of how many accounts
--          belong in the moment: what sessions of the same action usually have at this age (the opening rush of punctual
--          fans, pooled over all sessions, each counting once and its opener left out), and what this deed had in the
--          quarter hours before and after, the moment itself and its neighbours left out. The larger one counts. In sessions that
--          have run for 32 buckets their age says nothing any more, and the neighbours alone speak.
-- Why:     a ring of 500 in a room of 700 makes its own minute look common; its neighbours and other rooms do not.
-- Params:  $bucket_ms, $given_no. The gap of a session is 1,800,000 ms, the neighbourhood 900,000 ms.
-- Exact:   counts are in two grids, so every act counts twice; shares are summed as integers (parts in a million), because sums of
--          doubles depend on their order.
create table usual as
with parent as (
  select thing_key.thing_no, split_part(key.key, ':', 1) as action, key.account_count
  from thing_key join key on key.key_no = thing_key.key_no
  where thing_key.kind_no = $given_no
), spaced as (
  select counted.thing_no, counted.moment_ms, counted.account_count, counted.at_ms,
         case when counted.at_ms - lag(counted.at_ms) over (partition by counted.thing_no order by counted.at_ms) <= 1800000 then 0 else 1 end as opens,
         coalesce(sum(counted.account_count) over (partition by counted.thing_no order by counted.at_ms range between 900000 preceding and $bucket_ms preceding), 0)
         + coalesce(sum(counted.account_count) over (partition by counted.thing_no order by counted.at_ms range between $bucket_ms following and 900000 following), 0) as near_twice
  from counted join parent on parent.thing_no = counted.thing_no
), numbered as (
  select *, sum(opens) over (partition by thing_no order by at_ms range between unbounded preceding and current row) as session_no
  from spaced
), session as (
  select numbered.thing_no, numbered.session_no, parent.action, parent.account_count as parent_count, min(numbered.at_ms) as from_ms, sum(numbered.account_count) / 2.0e0 as session_count
  from numbered join parent on parent.thing_no = numbered.thing_no
  group by numbered.thing_no, numbered.session_no, parent.action, parent.account_count
), aged as (
  select numbered.thing_no, numbered.moment_ms, numbered.session_no, session.action, numbered.account_count, session.parent_count, numbered.near_twice, session.session_count,
         case when numbered.at_ms - session.from_ms < $bucket_ms then 0 when numbered.at_ms - session.from_ms < 2 * $bucket_ms then 1
              when numbered.at_ms - session.from_ms < 4 * $bucket_ms then 2 when numbered.at_ms - session.from_ms < 8 * $bucket_ms then 3
              when numbered.at_ms - session.from_ms < 16 * $bucket_ms then 4 when numbered.at_ms - session.from_ms < 32 * $bucket_ms then 5
              else 6 end as age_bin
  from numbered join session on session.thing_no = numbered.thing_no and session.session_no = numbered.session_no
), session_share as (
  -- The opener is left out: it is in the first moment by definition.
  select action, age_bin,
         cast(floor(greatest(0.0e0, 1000000 * (sum(account_count) / 2.0e0 - case when age_bin = 0 then 1 else 0 end) / (session_count - 1)) + 0.5e0) as bigint) as share_ppm
  from aged
  where session_count >= 3
  group by action, age_bin, thing_no, session_no, session_count
), by_action as (
  select action, age_bin, sum(share_ppm) as share_ppm from session_share group by action, age_bin
), by_age as (
  select age_bin, sum(share_ppm) as share_ppm from session_share group by age_bin
), action_total as (
  select action, count(*) as session_total from session where session_count >= 3 group by action
), whole_total as (
  select sum(session_total) as session_total from action_total
), curve as (
  -- Shrunk to the sessions of all actions with the weight of 20 sessions, for actions that are rare.
  select by_action.action, by_action.age_bin,
         (by_action.share_ppm + 20.0e0 * by_age.share_ppm / whole_total.session_total) / (1000000.0e0 * (action_total.session_total + 20))
           / case by_action.age_bin when 0 then 1 when 1 then 1 when 2 then 2 when 3 then 4 when 4 then 8 else 16 end as share
  from by_action
  join by_age on by_age.age_bin = by_action.age_bin
  join action_total on action_total.action = by_action.action
  cross join whole_total
)
select aged.thing_no, aged.moment_ms, least(0.5e0, (greatest(coalesce(curve.share, 0.0e0) * aged.session_count, aged.near_twice / 2.0e0 * $bucket_ms / (2.0e0 * (900000 - $bucket_ms))) + 0.5e0) / (aged.parent_count + 1)) as usual
from aged left join curve on curve.action = aged.action and curve.age_bin = aged.age_bin and curve.age_bin < 6
where aged.account_count >= 2
