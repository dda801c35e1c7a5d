-- Meaning: who did what when: every act of a member in a moment that counts for its ring, to the millisecond.
-- Gives:   one row per moment and member; key (the moment's, as in ring_keys), what (the deed, the target, or registration), acted_at and
--          last_acted_at (UTC; the same where it acted once), bits (the moment's). Only kinds that prove coordination; see trace_kind
create macro ring_acts(wanted_ring) as table
select evidence.kind, evidence.key, case when evidence.source = evidence.kind then evidence.kind else coalesce(key.parent_key, evidence.source) end as what,
       account.account_id, make_timestamptz(holding.first_ms * 1000) as acted_at, make_timestamptz(holding.last_ms * 1000) as last_acted_at, evidence.bits
from ring_evidence as evidence
join trace_kind as trace_kind on trace_kind.kind = evidence.kind and trace_kind.proves = 'coordination'
join coded.key as key on key.key = evidence.key and key.kind = evidence.kind
join coded.holding as holding on holding.key_no = key.key_no
join coded.account as account on account.account = holding.account
join current_member on current_member.account_id = account.account_id and current_member.ring_id = evidence.ring_id
where evidence.ring_id = wanted_ring
order by holding.first_ms, evidence.kind, evidence.key, account.account_id
