-- Meaning: deletes who was in which ring, of runs that are past their time. Kept: the last members of rings that are alive, and everything about
--          accounts with an open candidate or one in force.
-- Params:  $1 now, $2 days to keep, after the run's as_of
delete from ringfence.ring_member
using ringfence.run
where run.run_id = ring_member.run_id
  and run.as_of < cast($1 as timestamptz) - cast($2 as integer) * interval '24 hours'
  and not exists (select from ringfence.ring where ring.ring_id = ring_member.ring_id and ring.last_run_id = ring_member.run_id and ring.status in ('active', 'dormant'))
  and not exists (select from ringfence.ban_candidate where ban_candidate.account_id = ring_member.account_id and ban_candidate.state in ('proposed', 'approved', 'released'))
