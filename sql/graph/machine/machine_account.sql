-- Meaning: the machines that several accounts were seen on, with each of these accounts: which part of its logins are there, and whether it was first seen there when
--          it was made.
-- Reads:   login, login_untimed (on machines, on no day), account_entry
-- Gives:   a row per machine and account; here_millis: thousandths of the account's logins on any machine; made_here: 0 or 1
-- Params:  $least_accounts, $max_accounts (of a machine)
create table machine_account as
with seen as (
  select account, device_id from login where device_id is not null
  union all
  select account, device_id from login_untimed where device_id is not null
), held as (
  select device_id, account, count(*) as login_count from seen group by device_id, account
), machine as (
  select device_id from held group by device_id having count(*) between $least_accounts and $max_accounts
), holder as (
  select distinct held.account from held join machine on machine.device_id = held.device_id
), everywhere as (
  select held.account, sum(held.login_count) as login_count from held join holder on holder.account = held.account group by held.account
)
select held.device_id, held.account, cast(floor(1000e0 * held.login_count / everywhere.login_count) as bigint) as here_millis,
       case when account_entry.account is null then 0 else 1 end as made_here
from held
join machine on machine.device_id = held.device_id
join everywhere on everywhere.account = held.account
left join account_entry on account_entry.account = held.account and account_entry.device_id = held.device_id
