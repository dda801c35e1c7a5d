-- Meaning: by what silent accounts of some age came to the surge (or last, where they have not acted), against what they used until a few weeks before the night.
-- Reads:   quiet, account, participant, state.new_login, old_thing, night_came_by (who has not come since the night)
-- Gives:   account, came_by (0 a machine or network that it used before, 1 both are new to it, 2 nothing is known of before); where machine or network is not known the account is missing
-- Params:  $to_ms, $aged_ms (created before this)
create temp table came_by as
with last as (
  select new_login.account, new_login.device_id, new_login.subnet
  from state.new_login as new_login
  join quiet on quiet.account = new_login.account
  join account on account.account = new_login.account
  left join participant on participant.account = new_login.account
  where account.created_ms < $aged_ms and new_login.logged_in_ms <= coalesce(participant.first_ms, $to_ms) and new_login.device_id is not null and new_login.subnet is not null
  qualify row_number() over (partition by new_login.account order by new_login.logged_in_ms desc, new_login.device_id, new_login.subnet) = 1
), known as (
  select last.account, count(old_thing.thing) as thing_count,
         count(case when old_thing.thing in (md5_number_lower('device ' || last.device_id), md5_number_lower('subnet ' || last.subnet)) then 1 end) as same_count
  from last left join old_thing on old_thing.account = last.account
  group by last.account
)
select account, cast(case when thing_count = 0 then 2 when same_count = 0 then 1 else 0 end as integer) as came_by from known
union all
select night.account, night.came_by from night_came_by as night join quiet on quiet.account = night.account where night.account not in (select account from known)
