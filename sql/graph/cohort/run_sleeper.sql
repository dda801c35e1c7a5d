-- Meaning: the sleepers of the accepted runs, and of those that are asked whether they came alike, with their traits.
-- Reads:   sleeper
-- Gives:   account, run_no, is_accepted (0 or 1), quarter, network, address, device, wait, logins, visits (-9: not known); ordered by account
select account, run_no, case when standing = 'accepted' then 1 else 0 end as is_accepted, quarter, coalesce(network, -9) as network, coalesce(address, -9) as address, coalesce(device, -9) as device, coalesce(wait, -9) as wait,
       coalesce(logins, -9) as logins, visits
from sleeper
where run_no is not null
order by account
