-- Meaning: the armed list: accounts of sleeping cohorts and of the night's rings, each with what an answer would rest on.
-- Reads:   armed (of the search for cohorts: account, which is its id, cohort, probability), armed_ring (the night's rings), base.account
-- Gives:   account, account_id, ring_id (null: a cohort only), cohort, probability, rests_on; an account once, its cohort first: that is what wakes up together
create table base.armed as
with every as (
  select account as account_id, cast(null as varchar) as ring_id, 'registered from ' || strftime(make_timestamp(cast(cohort as bigint) * 1000), '%Y-%m-%d %H:%M') as cohort, probability,
         'joined in a run of registrations that nobody came back from' as rests_on, 0 as place
  from armed
  union all
  select account_id, ring_id, 'ring ' || ring_id, probability, 'is in a ring of the night', 1 from armed_ring
)
select account.account, every.account_id, max(every.ring_id) over (partition by every.account_id) as ring_id, every.cohort, every.probability, every.rests_on
from every
join base.account as account on account.account_id = every.account_id
where account.closed_ms is null
qualify row_number() over (partition by every.account_id order by every.place, every.probability desc, every.cohort) = 1
order by every.account_id
