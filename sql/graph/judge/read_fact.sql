-- Meaning: what is decided on about each account of a ring.
-- Reads:   ring_account, account, ring_act
-- Gives:   a row per ring and account, ordered by ring and account id
select ring_account.ring, account.account_id, ring_account.bits, ring_account.core, ring_account.lives_elsewhere, ring_account.opened, ring_account.probability,
       account.protected, account.closed_ms, ring_act.own_act, ring_act.hijacked
from ring_account
join account on account.account = ring_account.account
join ring_act on ring_act.ring = ring_account.ring and ring_act.account = ring_account.account
order by ring_account.ring, account.account_id
