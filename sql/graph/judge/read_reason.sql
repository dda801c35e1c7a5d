-- Meaning: the strongest keys of each account of a ring.
-- Reads:   reason, account, key
-- Gives:   ring, account_id, kind_no, key, member_count, holder_bits; ordered by ring, account id and from the strongest
-- Params:  $limit (keys of an account)
select reason.ring, account.account_id, reason.kind_no, key.key, reason.member_count, reason.holder_bits
from reason
join account on account.account = reason.account
join key on key.key_no = reason.key_no
where reason.place <= $limit
order by reason.ring, account.account_id, reason.place
