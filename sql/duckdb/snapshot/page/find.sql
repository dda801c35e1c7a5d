-- Meaning: what a text names exactly: an account, a ring, a key or its source.
-- Gives:   what (account, ring or thing), id, kind (of a thing), at most twenty; accounts and rings first
-- Params:  $text (exactly), $ring_id (the same as a ring may be asked for)
select what, id, kind
from (
  select 1 as place, 'ring' as what, ring_id as id, cast(null as varchar) as kind from ring where ring_id = $ring_id
  union all
  select 2, 'account', account_id, null from (select account_id from coded.account where account_id = $text union select account_id from ring_member where account_id = $text) as known
  union all
  select distinct 3, 'thing', case when source = $text then source else key end, kind from coded.key where key = $text or source = $text
) as found
order by place, id, kind
limit 20
