-- Meaning: which member of a ring holds which of its strongest keys, and when the first of them left the trace; of the keys of one kind and source
--          only the strongest.
-- Params:  $ring_id, $limit (keys)
with ranked as (
  select kind, key, source, bits, member_count, row_number() over (partition by kind, source order by bits desc, member_count desc, key) as place
  from ring_evidence
  where ring_id = $ring_id and bits > 0
), chosen as (
  select kind, key, source, bits, member_count from ranked where place = 1 or kind = 'registration' order by bits desc, kind, key limit $limit
), member as (
  select account.account, account.account_id
  from current_member join coded.account as account on account.account_id = current_member.account_id
  where current_member.ring_id = $ring_id
), chosen_key as (
  select key.key_no, chosen.kind, chosen.key, chosen.source, chosen.bits, chosen.member_count
  from chosen join coded.key as key on key.kind = chosen.kind and key.key = chosen.key
)
select member.account_id, chosen_key.kind, chosen_key.key, chosen_key.source, chosen_key.bits, chosen_key.member_count,
       make_timestamptz(min(holding.first_ms) over (partition by chosen_key.key_no) * 1000) as first_at
from chosen_key
join coded.holding as holding on holding.key_no = chosen_key.key_no
join member on member.account = holding.account
order by chosen_key.bits desc, chosen_key.kind, chosen_key.key, member.account_id
