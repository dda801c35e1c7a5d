-- Meaning: machines and networks that silent accounts of some age used until a few weeks ago: by what else they come tonight is new to them.
-- Reads:   login, base.account
-- Gives:   account, thing (the half of an MD5 sum: it is only compared); each once
-- Params:  $aged_ms (created before this), $new_ms (used before this), $quiet_count (at most so many acts)
create table base.old_thing as
with used as (
  select login.account, login.device_id, login.subnet
  from login join base.account as account on account.account = login.account
  where account.created_ms < $aged_ms and account.act_count <= $quiet_count and login.logged_in_ms < $new_ms
)
select distinct account, md5_number_lower('device ' || device_id) as thing from used where device_id is not null
union all
select distinct account, md5_number_lower('subnet ' || subnet) from used where subnet is not null
order by account, thing
