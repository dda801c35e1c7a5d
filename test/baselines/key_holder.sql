-- Meaning: who holds which shared device or address: what a simple detector would look at.
-- Reads:   logins, person
-- Gives:   key_holder(key_no, account_no); only keys held by at least two accounts
-- Params:  $as_of_ms; devices of 90 days, addresses of 14
create table key_holder as
with held as (
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
