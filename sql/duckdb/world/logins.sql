-- Meaning: the logins of a world, in the order of time.
-- Reads:   made_login, account_name, salt
-- Gives:   account_id, device_id (16 hex digits), ip (text), logged_in_at
-- Method:  an address below 2^32 is an IPv4 number; others are 2^32 + home * 2^20 + interface. The home decides the /64
--          (512 homes to a /48), the interface is a privacy address. No group of an IPv6 address begins with 0, so the
--          text is canonical as it stands.
with coded as (
  select account, cast(device as bigint) as device, cast(address as bigint) as address, cast(logged_in_ms as bigint) as logged_in_ms
  from made_login
), split as (
  select account, device, address, logged_in_ms, address - 4294967296 as six, (address - 4294967296) >> 29 as site, ((address - 4294967296) >> 20) & 511 as home,
         case when address >= 4294967296 then md5(concat('interface', salt.salt, ':', address)) end as host,
         case when address >= 4294967296 then md5(concat('site', salt.salt, ':', (address - 4294967296) >> 29)) end as network,
         substr(md5(concat('device', salt.salt, ':', device)), 1, 16) as device_id
  from coded
  cross join salt
)
select n.account_id, s.device_id,
       case when s.address < 4294967296
            then concat_ws('.', s.address >> 24, (s.address >> 16) & 255, (s.address >> 8) & 255, s.address & 255)
            else concat(case site & 3 when 0 then '2a02' when 1 then '2003' when 2 then '2600' else '2804' end, ':',
                        '1', substr(network, 1, 3), ':', '2', substr(network, 4, 3), ':', lower(to_hex(4096 + home * 97)), ':',
                        '3', substr(host, 1, 3), ':', 'b', substr(host, 4, 3), ':', '6', substr(host, 7, 3), ':', 'd', substr(host, 10, 3)) end as ip,
       make_timestamptz(s.logged_in_ms * 1000) as logged_in_at
from split as s
join account_name as n on n.account = s.account
order by s.logged_in_ms, n.account_id, s.device_id, s.address
