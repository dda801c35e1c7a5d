-- Trace:      device
-- Meaning:    the account logged in from this device inside the look-back.
-- Reads:      login (one row per login), login_untimed (logins whose time is no fact: the machine is)
-- Gives:      one row per account and device
-- Class:      own-act, where the account was not the device's first holder
-- Params:     $from_ms, $to_ms (UTC, end excluded)
-- Leaves out: logins without a device id; placeholder ids are already null in staging
-- Source:     Fellegi and Sunter 1969 for the weight; Xie et al. 2014 for the signal
select account, device_id as key, cast(null as string) as parent_key, device_id as source,
       min(logged_in_ms) as first_ms, max(logged_in_ms) as last_ms
from (
  select account, device_id, logged_in_ms from login where logged_in_ms >= $from_ms and logged_in_ms < $to_ms
  union all
  select account, device_id, logged_in_ms from login_untimed
) as seen
where device_id is not null
group by account, device_id
