-- Meaning: the chance that an account which did this deed at all did it in this moment, in the ordinary course of things.
-- Reads:   counted (timing keys, single ones included), key (their parents)
-- Method:  a session is a run of acts on one deed with no gap over half an hour. Two estimates of how many accounts
--          belong in the moment: what sessions of the same action usually have at this age (the opening rush of punctual
--          fans, pooled over all sessions, each counting once and its opener left out), and what this deed had in the
--          quarter hours before and after, the moment itself and its neighbours left out. The larger one counts.
-- Why:     a ring of 500 in a room of 700 makes its own minute look common; its neighbours and other rooms do not.
-- Params:  $bucket_ms. The gap of a session is 1,800,000 ms, the neighbourhood 900,000 ms.
create table usual as
with spaced as (
  select key, parent_key, account_count, at_ms,
         case when at_ms - lag(at_ms) over (partition by parent_key order by at_ms, key) <= 1800000 then 0 else 1 end as opens
  from counted
), numbered as (
  select key, parent_key, account_count, at_ms,
         sum(opens) over (partition by parent_key order by at_ms, key rows between unbounded preceding and current row) as session_no
  from spaced
), aged as (
  select key, parent_key, account_count, at_ms, session_no,
         at_ms - min(at_ms) over (partition by parent_key, session_no) as age_ms,
         -- both grids hold every act once
         sum(account_count) over (partition by parent_key, session_no) / 2.0 as session_count
  from numbered
), binned as (
  select key, parent_key, account_count, at_ms, session_no, session_count, split_part(parent_key, ':', 1) as action,
         case when age_ms < $bucket_ms then 0 when age_ms < 2 * $bucket_ms then 1 when age_ms < 4 * $bucket_ms then 2
              when age_ms < 8 * $bucket_ms then 3 when age_ms < 16 * $bucket_ms then 4 when age_ms < 32 * $bucket_ms then 5
              when age_ms < 64 * $bucket_ms then 6 when age_ms < 128 * $bucket_ms then 7 else 8 end as age_bin
  from aged
), session_share as (
  -- The opener is left out: it is in the first moment by definition. Integers (parts in a million), so that sums do not depend on order.
  select action, age_bin, parent_key, session_no,
         cast(1000000 * (sum(account_count) / 2.0 - case when age_bin = 0 then 1 else 0 end) / (session_count - 1) as bigint) as share_ppm
  from binned
  where session_count >= 3
  group by action, age_bin, parent_key, session_no, session_count
), session_total as (
  select action, count(*) as session_total from (select distinct action, parent_key, session_no from session_share) as s group by action
), curve as (
  -- Shrunk to the sessions of all actions with the weight of 20 sessions, for actions that are rare.
  select own.action, own.age_bin,
         (own.share_ppm + 20.0 * whole.share_ppm / whole_total.session_total) / (1000000.0 * (own_total.session_total + 20))
           / case own.age_bin when 0 then 1 when 1 then 1 when 2 then 2 when 3 then 4 when 4 then 8 when 5 then 16 when 6 then 32 when 7 then 64 else 128 end as share
  from (select action, age_bin, sum(case when share_ppm > 0 then share_ppm else 0 end) as share_ppm from session_share group by action, age_bin) as own
  join session_total as own_total on own_total.action = own.action
  join (select age_bin, sum(case when share_ppm > 0 then share_ppm else 0 end) as share_ppm from session_share group by age_bin) as whole on whole.age_bin = own.age_bin
  cross join (select sum(session_total) as session_total from session_total) as whole_total
), near as (
  select key, parent_key, account_count, session_count, action, age_bin,
         (coalesce(sum(account_count) over (partition by parent_key order by at_ms range between 900000 preceding and 120000 preceding), 0)
          + coalesce(sum(account_count) over (partition by parent_key order by at_ms range between 120000 following and 900000 following), 0))
         / 2.0 * $bucket_ms / 1560000.0 as near_count
  from binned
)
select near.key, least(0.5, (greatest(coalesce(curve.share, 0.0) * near.session_count, near.near_count) + 0.5) / (parent.account_count + 1)) as usual
from near
join key as parent on parent.key = near.parent_key and parent.kind_no = $given_no
left join curve on curve.action = near.action and curve.age_bin = near.age_bin
where near.account_count >= 2
