-- Meaning: every distinct ip text of the extract in canonical form.
-- Reads:   raw_login
-- Gives:   ip, address (IPv4 as it is, IPv4-mapped IPv6 unwrapped, other IPv6 cut to its /64), subnet (/24 or /48), readable
--          With a privacy key the extract has already done this and gives hashes, address/subnet.
-- Params:  $key_prefix (what a hash begins with; empty: no key, nothing is a hash)
-- Leaves out: private, CGNAT, loopback, link-local, multicast and reserved ranges are readable but carry no evidence (address null)
create table address as
with given as (
  select distinct ip, split_part(split_part(lower(trim(ip)), '/', 1), '%', 1) as text from raw_login where ip is not null and not ($key_prefix <> '' and starts_with(ip, $key_prefix))
), unwrapped as (
  select ip, case when regexp_full_match(text, '(0{0,4}:){1,6}:?ffff:[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+') then regexp_extract(text, '[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$') else text end as text
  from given
), v4 as (
  select ip, list_transform(string_split(text, '.'), o -> cast(o as integer)) as o
  from unwrapped
  where regexp_full_match(text, '((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])')
), v6_halves as (
  select ip, text,
         list_filter(string_split(split_part(text, '::', 1), ':'), g -> g <> '') as head,
         list_filter(string_split(case when contains(text, '::') then split_part(text, '::', 2) else '' end, ':'), g -> g <> '') as tail
  from unwrapped
  where contains(text, ':') and regexp_full_match(text, '[0-9a-f:]+') and not contains(text, ':::')
    and length(text) - length(replace(text, '::', '')) <= 2
), v6 as (
  select ip, list_transform(list_concat(head, list_transform(range(8 - len(head) - len(tail)), x -> '0'), tail), g -> ltrim(g, '0')) as g
  from v6_halves
  where len(list_filter(list_concat(head, tail), x -> length(x) > 4)) = 0
    and ((contains(text, '::') and len(head) + len(tail) <= 7) or (not contains(text, '::') and len(head) = 8))
)
select ip, true as readable,
       case when carries then concat_ws('.', o[1], o[2], o[3], o[4]) end as address,
       case when carries then concat(o[1], '.', o[2], '.', o[3], '.0/24') end as subnet
from (select ip, o, not (o[1] in (0, 10, 127) or o[1] >= 224 or (o[1] = 100 and o[2] between 64 and 127) or (o[1] = 169 and o[2] = 254)
                         or (o[1] = 172 and o[2] between 16 and 31) or (o[1] = 192 and o[2] = 168)) as carries from v4) as known_v4
union all
select ip, true,
       case when carries then concat(concat_ws(':', z[1], z[2], z[3], z[4]), '::/64') end,
       case when carries then concat(concat_ws(':', z[1], z[2], z[3]), '::/48') end
from (select ip, list_transform(g, x -> case when x = '' then '0' else x end) as z,
             -- 2000::/3 is what the internet routes; the rest is local or reserved
             len(g[1]) = 4 and substr(g[1], 1, 1) in ('2', '3') as carries from v6) as known_v6
union all
select distinct ip, true, split_part(ip, '/', 1), split_part(ip, '/', 2) from raw_login where $key_prefix <> '' and starts_with(ip, $key_prefix)
