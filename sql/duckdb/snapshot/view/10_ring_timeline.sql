-- Meaning: a ring's story in order: what its accounts did together and when, and what became of the ring.
-- Gives:   happened_at (UTC); what: shared <kind> (its first trace by a member), birth, continuation, merge, split, dormancy, return, death, proposed <action>
create macro ring_timeline(wanted_ring) as table
with member as (
  select account.account
  from current_member join coded.account as account on account.account_id = current_member.account_id
  where current_member.ring_id = wanted_ring
), shared as (
  select make_timestamptz(min(holding.first_ms) * 1000) as happened_at, 'shared ' || key.kind as what, key.key as detail,
         count(*) as account_count, any_value(evidence.bits) as bits
  from ring_evidence as evidence
  join coded.key as key on key.key = evidence.key and key.kind = evidence.kind
  join coded.holding as holding on holding.key_no = key.key_no
  join member on member.account = holding.account
  where evidence.ring_id = wanted_ring
  group by key.kind, key.key
), event as (
  select run.as_of, ring_event.event, ring_event.other_ring_id, ring_event.size, cast(null as double)
  from ring_event join run on run.run_id = ring_event.run_id
  where ring_event.ring_id = wanted_ring
), proposed as (
  select proposed_at, 'proposed ' || action, cast(null as varchar), count(*), cast(null as double)
  from ban_candidate
  where ring_id = wanted_ring
  group by proposed_at, action
)
select happened_at, what, detail, account_count, bits
from (from shared union all from event union all from proposed) as story
order by happened_at, what, detail
