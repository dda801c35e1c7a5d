-- Meaning: the holdings of the keys that propose pairs, each with its place among the key's accounts.
-- Reads:   proposal, key, holding
-- Method:  accounts are numbered by a hash of their id (staging), so the order is the same for every key and unrelated to the
--          ids; two members of one ring who are neighbours under one large key are likely neighbours under the next.
-- Gives:   millibits: what the key is worth for this account, activity taken off
-- Activity: a very active account collides with everybody; for kinds without a parent log2(its number of keys of the kind / the
--          mean) is taken off where positive.
create table placed as
with activity as (
  select account, kind_no, count(*) as key_count
  from holding join key on key.key_no = holding.key_no
  where key.parent_no is null
  group by account, kind_no
), mean as (
  select kind_no, cast(sum(key_count) as double) / count(*) as key_mean from activity group by kind_no
)
select holding.key_no, holding.account, proposal.kind_no, proposal.source_no, cast(key.account_count as integer) as account_count,
       cast(proposal.millibits - case when proposal.parentless = 1 then cast(floor(1000 * greatest(0.0e0, log2(activity.key_count / mean.key_mean)) + 1e-6) as bigint) else 0 end as integer) as millibits,
       cast(row_number() over (partition by holding.key_no order by holding.account) as integer) as place
from holding
join proposal on proposal.key_no = holding.key_no and proposal.reach > 0
join key on key.key_no = holding.key_no
left join activity on activity.account = holding.account and activity.kind_no = proposal.kind_no
left join mean on mean.kind_no = proposal.kind_no
