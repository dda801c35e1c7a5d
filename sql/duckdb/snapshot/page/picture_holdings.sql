-- Meaning: which of a ring's drawn accounts holds which of its strongest keys, and when; of the keys of one kind and source only the strongest, so
--          that a target of many moments is drawn once.
-- Gives:   the columns of read/holdings.sql (first_at: of the drawn accounts), and when each held it: first_ms, last_ms
-- Params:  $ring_id, $accounts (how many of its strongest accounts are drawn), $focus (an account that is drawn in any case; null: none), $limit (keys)
with ranked as (
  select kind, key, source, bits, member_count, row_number() over (partition by kind, source order by bits desc, member_count desc, key) as place
  from ring_evidence
  where ring_id = $ring_id and bits > 0
), chosen as (
  select kind, key, source, bits, member_count from ranked where place = 1 or kind = 'registration' order by bits desc, kind, key limit $limit
), placed as (
  select account_id, row_number() over (order by evidence_bits desc, account_id) as place from current_member where ring_id = $ring_id
), member as (
  select account.account, account.account_id
  from placed join coded.account as account on account.account_id = placed.account_id
  where placed.place <= $accounts or placed.account_id = $focus
), chosen_key as (
  select key.key_no, chosen.kind, chosen.key, chosen.source, chosen.bits, chosen.member_count
  from chosen join coded.key as key on key.kind = chosen.kind and key.key = chosen.key
)
select member.account_id, chosen_key.kind, chosen_key.key, chosen_key.source, chosen_key.bits, chosen_key.member_count,
       make_timestamptz(min(holding.first_ms) over (partition by chosen_key.key_no) * 1000) as first_at, holding.first_ms, holding.last_ms
from chosen_key
join coded.holding as holding on holding.key_no = chosen_key.key_no
join member on member.account = holding.account
order by chosen_key.bits desc, chosen_key.kind, chosen_key.key, member.account_id
