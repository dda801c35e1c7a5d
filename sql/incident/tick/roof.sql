-- Meaning: the largest part of the awake accounts of some batches that one network saw in the last day.
-- Reads:   batch (quarters of an hour of registration), participant, quiet, state.new_login
-- Gives:   one row: network_count, account_count (whose network is known)
-- Params:  $to_ms
with seen as (
  select distinct new_login.account, new_login.subnet
  from participant
  join quiet on quiet.account = participant.account
  join batch on quiet.slot between batch.slot - 1 and batch.slot + 1
  join state.new_login as new_login on new_login.account = participant.account
  where new_login.subnet is not null and new_login.logged_in_ms >= $to_ms - 86400000 and new_login.logged_in_ms < $to_ms
)
select coalesce((select max(account_count) from (select count(*) as account_count from seen group by subnet) as network), 0) as network_count, (select count(distinct account) from seen) as account_count
