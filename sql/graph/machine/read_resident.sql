-- Meaning: who lives on a machine: the accounts with at least so much of their logins there.
-- Reads:   machine_account, resident_machine (machine_no, device_id: the machines that are asked about)
-- Gives:   machine_no, account; ordered by both
-- Params:  $home_millis
select resident_machine.machine_no, machine_account.account
from resident_machine join machine_account on machine_account.device_id = resident_machine.device_id
where machine_account.here_millis >= $home_millis
order by resident_machine.machine_no, machine_account.account
