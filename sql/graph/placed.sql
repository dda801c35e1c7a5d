-- Meaning: the holdings of the keys that propose pairs, each with its place among the key's accounts.
-- Reads:   proposal, key, holding
-- Method:  accounts are numbered by a hash of their id (staging), so the order is the same for every key and unrelated to the
--          ids; two members of one ring who are neighbours under one large key are likely neighbours under the next.
-- Gives:   millibits: what the key is worth for this account, activity taken off; of taste and the network never more than a pair can have of them, so that
--          what is added up for a pair before it is known which of its keys count comes near to what it has
-- Activity: a very active account collides with everybody; for kinds without a parent log2(its number of keys of the kind / the
--          mean) is taken off where positive.
-- Params:  $taste_kind_no, $network_kind_no, $weak_cap_millibits
create table placed as
with proposing as (
  select proposal.key_no, proposal.kind_no, proposal.source_no, proposal.parentless, key.account_count,
         case when proposal.kind_no = $taste_kind_no or proposal.kind_no = $network_kind_no then $weak_cap_millibits else proposal.millibits end as cap_millibits, proposal.millibits
  from proposal join key on key.key_no = proposal.key_no
  where proposal.reach > 0
), measured as (
  select distinct kind_no from proposing where parentless = 1
), activity as (
  select holding.account, key.kind_no, count(*) as key_count
  from holding
  join key on key.key_no = holding.key_no
  join measured on measured.kind_no = key.kind_no
  where key.parent_no is null
  group by holding.account, key.kind_no
), mean as (
  select kind_no, cast(sum(key_count) as double) / count(*) as key_mean from activity group by kind_no
), active as (
  select activity.account, activity.kind_no, cast(floor(1000 * log2(activity.key_count / mean.key_mean) + 1e-6) as bigint) as millibits
  from activity join mean on mean.kind_no = activity.kind_no
  where activity.key_count > mean.key_mean
)
select holding.key_no, holding.account, proposing.kind_no, proposing.source_no, cast(proposing.account_count as integer) as account_count,
       cast(least(proposing.cap_millibits, proposing.millibits - case when proposing.parentless = 1 then coalesce(active.millibits, 0) else 0 end) as integer) as millibits,
       cast(row_number() over (partition by holding.key_no order by holding.account) as integer) as place
from holding
join proposing on proposing.key_no = holding.key_no
left join active on active.account = holding.account and active.kind_no = proposing.kind_no
