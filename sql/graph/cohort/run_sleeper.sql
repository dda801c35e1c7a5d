-- Meaning: the sleepers of the runs with their traits.
-- Reads:   sleeper
-- Gives:   account, run_no, quarter, network, address, device, wait, logins, visits (-9: not known); ordered by account
select account, run_no, quarter, coalesce(network, -9) as network, coalesce(address, -9) as address, coalesce(device, -9) as device, coalesce(wait, -9) as wait,
       coalesce(logins, -9) as logins, visits
from sleeper
where run_no is not null
order by account
