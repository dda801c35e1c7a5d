-- Meaning: the armed list: sleepers of dormant cohorts and accounts of the night's rings, each with what an answer would rest on.
-- Reads:   armed (of the search for cohorts), armed_ring (the night's rings), base.account
-- Gives:   account, account_id, ring_id (null: a cohort only), cohort, probability, rests_on; an account once, its ring first
create table base.armed as
with every as (
  select account_id, ring_id, 'ring ' || ring_id as cohort, probability, 'is in a ring of the night' as rests_on, 0 as place from armed_ring
  union all
  select account, null, strftime(make_timestamp(cast(cohort as bigint) * 1000), '%Y-%m-%dT%H:%MZ'), probability, 'joined in a run of registrations that hardly anybody came back from', 1 from armed
)
select account.account, every.account_id, every.ring_id, every.cohort, every.probability, every.rests_on
from every
join base.account as account on account.account_id = every.account_id
where account.closed_ms is null
qualify row_number() over (partition by every.account_id order by place, every.probability desc, every.cohort) = 1
order by every.account_id
