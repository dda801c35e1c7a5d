-- Meaning: what each kind says of each account of a ring, all keys together.
-- Reads:   reason, account
-- Gives:   ring, account_id, kind_no, millibits (thousandths as integers: sums of doubles depend on their order), key_count; ordered by ring, account id and kind
select reason.ring, account.account_id, reason.kind_no, cast(sum(cast(floor(1000 * reason.holder_bits + 0.5e0) as bigint)) as bigint) as millibits, count(*) as key_count
from reason join account on account.account = reason.account
group by reason.ring, account.account_id, reason.kind_no
order by reason.ring, account.account_id, reason.kind_no
