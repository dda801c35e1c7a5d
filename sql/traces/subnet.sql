-- Trace:      subnet
-- Meaning:    the account logged in from this network (IPv4 /24, IPv6 /48) on this UTC day.
-- Reads:      login, login_untimed (logins whose time is no fact: they lie on one day that is not known, 0)
-- Gives:      one row per account, network and day; the network is the source, so many days on it count once
-- Class:      imprintable: an attacker can join the victim's network
-- Params:     $from_ms, $to_ms (UTC, end excluded)
-- Leaves out: logins without a public address
-- Caveat:     the parent of ip: an address is judged among the accounts on its network that day, so that a carrier's
--             pool of addresses is one coincidence, not many
select account, subnet || '@' || cast(day_ms as string) as key, cast(null as string) as parent_key,
       subnet as source, min(logged_in_ms) as first_ms, max(logged_in_ms) as last_ms
from (
  select account, subnet, logged_in_ms, logged_in_ms - logged_in_ms % 86400000 as day_ms from login where logged_in_ms >= $from_ms and logged_in_ms < $to_ms
  union all
  select account, subnet, logged_in_ms, 0 from login_untimed
) as seen
where subnet is not null
group by account, subnet, day_ms
