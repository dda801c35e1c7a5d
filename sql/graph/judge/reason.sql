-- Meaning: every accepted ring key that an account of the ring holds, numbered from the strongest; of the two grids in which an account was
--          created (registration) the stronger one.
-- Reads:   ring_account, ring_key, key, holding
-- Params:  $registration_kind_no
create table reason as
with held as (
  select ring_account.ring, ring_account.account, key.kind_no, key.key_no, key.key, ring_key.member_count, ring_key.holder_bits,
         row_number() over (partition by ring_account.ring, ring_account.account, key.kind_no order by ring_key.holder_bits desc, key.key) as place_in_kind
  from ring_account
  join ring_key on ring_key.ring = ring_account.ring
  join holding on holding.key_no = ring_key.key_no and holding.account = ring_account.account
  join key on key.key_no = ring_key.key_no
)
select ring, account, kind_no, key_no, member_count, holder_bits,
       row_number() over (partition by ring, account order by holder_bits desc, kind_no, key) as place
from held
where kind_no <> $registration_kind_no or place_in_kind = 1
