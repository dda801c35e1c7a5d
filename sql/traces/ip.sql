-- Trace:      ip
-- Meaning:    the account logged in from this address (IPv6: /64) on this UTC day.
-- Reads:      login, login_untimed (logins whose time is no fact: they lie on one day that is not known, 0)
-- Gives:      one row per account, address and day; the address is the source, so many days on it count once
-- Class:      imprintable: an attacker can join the victim's Wi-Fi
-- Params:     $from_ms, $to_ms (UTC, end excluded)
-- Leaves out: logins without a public address (private and CGNAT ranges are already null in staging)
select account, address || '@' || cast(day_ms as string) as key, min(subnet) || '@' || cast(day_ms as string) as parent_key,
       address as source, min(logged_in_ms) as first_ms, max(logged_in_ms) as last_ms
from (
  select account, address, subnet, logged_in_ms, logged_in_ms - logged_in_ms % 86400000 as day_ms from login where logged_in_ms >= $from_ms and logged_in_ms < $to_ms
  union all
  select account, address, subnet, logged_in_ms, 0 from login_untimed
) as seen
where address is not null
group by account, address, day_ms
