-- Meaning: every accepted ring key that an account of the ring holds, numbered from the strongest.
-- Reads:   ring_account, ring_key, key, holding
create table reason as
select ring_account.ring, ring_account.account, key.kind_no, key.key_no, ring_key.member_count, ring_key.holder_bits,
       row_number() over (partition by ring_account.ring, ring_account.account order by ring_key.holder_bits desc, key.kind_no, key.key) as place
from ring_account
join ring_key on ring_key.ring = ring_account.ring
join holding on holding.key_no = ring_key.key_no and holding.account = ring_account.account
join key on key.key_no = ring_key.key_no
