-- Meaning: what is proposed for each account: the strongest open candidate as of the run.
-- Reads:   run, ban_candidate, ring_member
-- Gives:   account_id, ring_id, action (watch, challenge, restrict, ban), probability (null in rows of before there was one)
-- Method:  for the newest run, rows in state proposed or approved. States tell only today's truth, so for an older run it
--          is each account's newest row of the runs until then, where the account was a member of that ring in that run.
-- Params:  $run_id, $is_newest
create temp table proposed as
with until_then as (
  select as_of, started_at from run where run_id = $run_id
), row_of as (
  select c.account_id, c.ring_id, c.action, c.probability, r.as_of, r.started_at,
         case c.action when 'ban' then 3 when 'restrict' then 2 when 'challenge' then 1 else 0 end as strength
  from ban_candidate as c
  join run as r on r.run_id = c.run_id
  cross join until_then as u
  where ($is_newest and c.state in ('proposed', 'approved'))
     or (not $is_newest and (r.as_of, r.started_at) <= (u.as_of, u.started_at)
         and exists (select 1 from ring_member as m where m.run_id = $run_id and m.ring_id = c.ring_id and m.account_id = c.account_id))
)
select account_id, ring_id, action, probability
from (select account_id, ring_id, action, probability, row_number() over (partition by account_id order by as_of desc, started_at desc, strength desc, ring_id) as place from row_of) as ranked
where place = 1
