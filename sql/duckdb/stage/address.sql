-- Meaning: every distinct ip text of the extract in canonical form, however it is spelled.
-- Reads:   raw_login
-- Gives:   ip, address (IPv4 as it is; IPv6 cut to its /64), subnet (/24 or /48), host (the whole address, null for a hash), further (of a list: the two last
--          others that carry evidence, as {address, subnet}; whoever sends a list chooses its front, not what proxies put behind it)
--          With a privacy key the extract has already done this and gives hashes, address/subnet.
-- Params:  $key_prefix (what a hash begins with; empty: no key, nothing is a hash)
-- Reads as one: capitals, zeros left out or written, a mask, a zone (%eth0), a port, brackets, spaces that nobody sees, `tcp://` or `ipv4:` before it,
--          `for=` and quotes of a Forwarded header; IPv4 inside IPv6 (mapped, compatible, translated, NAT64, 6to4, Teredo), dotted or in hex. Of a
--          list (X-Forwarded-For, an array of Postgres or of JSON) the first address that carries evidence: proxies of one's own and
--          `unknown` are passed over.
-- Leaves out: private, CGNAT, loopback, link-local, multicast and reserved ranges are readable but carry no evidence (address null)
create table address as
with written as materialized (
  select distinct ip from raw_login where ip is not null and not ($key_prefix <> '' and starts_with(ip, $key_prefix))
), given as materialized (
  -- As it is written here by most: an IPv4 address, or the eight groups of an IPv6 address of the internet that holds no IPv4 address. They need none of the reading below.
  select ip, case when regexp_full_match(ip, '((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])') then 4
                  when regexp_full_match(ip, '[23][0-9a-f]{3}(:(0|[1-9a-f][0-9a-f]{0,3})){7}') and not starts_with(ip, '2001:0:') and not starts_with(ip, '2002:') then 6 end as plain
  from written
), listed as (
  select ip, unnest(string_split(lower(ip), ',')) as text, generate_subscripts(string_split(ip, ','), 1) as place from given where plain is null
), bare as (
  -- RFC 7239: the pairs of a Forwarded header come in any order. No-break and zero-width spaces are copied along from documents.
  select ip, place,
         regexp_replace(trim(regexp_replace(case when regexp_matches(text, '(^|;) *for *=') then regexp_extract(text, '(^|;) *for *=([^;]*)', 2) else split_part(text, ';', 1) end, '^ *\["|"\] *$', '', 'g'),
                             concat(' "''{}', chr(9), chr(10), chr(13), chr(160), chr(8203))), '^([a-z0-9+.-]+://|ipv[46]:)?["/]*', '') as text
  from listed
), host as (
  -- RFC 3986: only an IPv6 address in brackets, or an IPv4 address, can be told from its port.
  select ip, place, split_part(split_part(case when starts_with(text, '[') then regexp_extract(text, '^\[([^\]]*)\](:[0-9]{1,5})?(/[0-9]*)?$', 1)
                                               when regexp_full_match(text, '.*\.[0-9]+:[0-9]{1,5}') then regexp_replace(text, ':[0-9]+$', '')
                                               else text end, '/', 1), '%', 1) as text
  from bare
), quad as (
  select ip, place, text, regexp_extract(text, '(^|:)(((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9]))$', 2) as dotted from host
), octet as (
  select ip, place, text, left(text, length(text) - length(dotted)) as front, list_transform(string_split(nullif(dotted, ''), '.'), x -> cast(x as integer)) as o from quad
), v6_text as (
  select ip, place, case when o is null then text else concat(front, format('{:x}:{:x}', o[1] * 256 + o[2], o[3] * 256 + o[4])) end as text
  from octet where contains(text, ':')
), v6_half as (
  select ip, place, text,
         list_filter(string_split(split_part(text, '::', 1), ':'), x -> x <> '') as head,
         list_filter(string_split(case when contains(text, '::') then split_part(text, '::', 2) else '' end, ':'), x -> x <> '') as tail
  from v6_text
  where regexp_full_match(text, '(::)?([0-9a-f]{1,4}(::?[0-9a-f]{1,4})*(::)?)?')
    and length(text) - length(replace(text, '::', '')) <= 2
), v6 as (
  select ip, place, list_transform(list_concat(head, list_transform(range(8 - len(head) - len(tail)), x -> '0'), tail), x -> cast(concat('0x', x) as integer)) as g
  from v6_half
  where (contains(text, '::') and len(head) + len(tail) <= 7) or (not contains(text, '::') and len(head) = 8)
), inside as (
  -- The two groups that hold an IPv4 address: RFC 4291 (mapped, compatible), 2765 (translated), 6052 and 8215 (NAT64), 3056 (6to4), 4380 (Teredo, inverted).
  select ip, place, g,
         case when list_sum(g[1:5]) = 0 and g[6] = 65535 or list_sum(g[1:4]) = 0 and g[5] = 65535 and g[6] = 0 or list_sum(g[1:6]) = 0 and g[7] <> 0
                or g[1] = 100 and g[2] = 65435 and g[3] <= 1 and list_sum(g[4:6]) = 0 then g[7:8]
              when g[1] = 100 and g[2] = 65435 and g[3] = 1 and g[5] < 256 and g[6] % 256 = 0 and g[7] + g[8] = 0 then [g[4], g[5] * 256 + g[6] // 256]
              when g[1] = 8194 then g[2:3]
              when g[1] = 8193 and g[2] = 0 then [65535 - g[7], 65535 - g[8]] end as pair
  from v6
), v4 as (
  select ip, place, o from octet where front = '' and o is not null
  union all
  select ip, place, [pair[1] // 256, pair[1] % 256, pair[2] // 256, pair[2] % 256] from inside where pair is not null
), known as (
  select ip, place,
         not (o[1] in (0, 10, 127) or o[1] >= 224 or (o[1] = 100 and o[2] between 64 and 127) or (o[1] = 169 and o[2] = 254)
              or (o[1] = 172 and o[2] between 16 and 31) or (o[1] = 192 and o[2] = 168)) as carries,
         concat_ws('.', o[1], o[2], o[3], o[4]) as address, concat(o[1], '.', o[2], '.', o[3], '.0/24') as subnet,
         concat_ws('.', o[1], o[2], o[3], o[4]) as host
  from v4
  union all
  -- 2000::/3 is what the internet routes; the rest is local or reserved.
  select ip, place, g[1] between 8192 and 16383, format('{:x}:{:x}:{:x}:{:x}::/64', g[1], g[2], g[3], g[4]), format('{:x}:{:x}:{:x}::/48', g[1], g[2], g[3]),
         array_to_string(list_transform(g, x -> format('{:x}', x)), ':')
  from inside where pair is null
), ranked as (
  select ip, place, carries, address, subnet, host, row_number() over (partition by ip order by carries desc, place) as choice from known
)
select ranked.ip, case when carries then address end as address, case when carries then subnet end as subnet, host, further.further
from ranked
left join (
  select ip, list({'address': address, 'subnet': subnet} order by place desc)[1:2] as further from ranked where carries and choice > 1 group by ip
) as further on further.ip = ranked.ip
where choice = 1
union all
select ip, case when carries then ip end, case when carries then concat(regexp_extract(ip, '^(.*\.)[0-9]+$', 1), '0/24') end, ip, null
from (
  select ip, not (first in (0, 10, 127) or first >= 224 or (first = 100 and second between 64 and 127) or (first = 169 and second = 254)
                  or (first = 172 and second between 16 and 31) or (first = 192 and second = 168)) as carries
  from (select ip, cast(split_part(ip, '.', 1) as integer) as first, cast(split_part(ip, '.', 2) as integer) as second from given where plain = 4) as plain_v4
) as known_v4
union all
select ip, concat(regexp_extract(ip, '^([^:]*:[^:]*:[^:]*:[^:]*):', 1), '::/64'), concat(regexp_extract(ip, '^([^:]*:[^:]*:[^:]*):', 1), '::/48'), ip, null from given where plain = 6
union all
select distinct ip, split_part(ip, '/', 1), split_part(ip, '/', 2), cast(null as varchar), null from raw_login where $key_prefix <> '' and starts_with(ip, $key_prefix)
