-- Meaning: per account, the share of its logins that it made on devices nobody else used: 1 for most people with a phone, 0 for an account that
--          lives on shared machines only.
-- Reads:   account_life
-- Gives:   account, share; accounts without a login on a known device have none and count as 1; ordered by account
select account, 1.0e0 - cast(device_login_count - own_login_count as double) / device_login_count as share
from account_life
where device_login_count > 0
order by account
