-- Meaning: who holds which shared device or address: what a simple detector would look at.
-- Reads:   accounts, logins (views over a world's files)
-- Gives:   key_no, account_no (both from 0, in the order of their text), in that order; only keys held by at least two accounts
-- Params:  $as_of_ms; devices of 90 days, addresses of 14, closed accounts left out
with person as (
  select account_id, cast(row_number() over (order by account_id) - 1 as integer) as account_no from accounts where closed_at is null
), held as (
  select distinct p.account_no, concat('device ', l.device_id) as key
  from logins as l join person as p on p.account_id = l.account_id
  where l.device_id is not null and epoch_ms(l.logged_in_at) >= $as_of_ms - 7776000000
  union all
  select distinct p.account_no, concat('address ', l.ip)
  from logins as l join person as p on p.account_id = l.account_id
  where l.ip is not null and epoch_ms(l.logged_in_at) >= $as_of_ms - 1209600000
), shared as (
  select key, cast(row_number() over (order by key) - 1 as integer) as key_no from held group by key having count(*) >= 2
)
select s.key_no, h.account_no
from held as h
join shared as s on s.key = h.key
order by s.key_no, h.account_no
