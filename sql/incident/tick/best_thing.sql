-- Meaning: for each participant, of each kind the device, network or address that speaks most: where most of its accounts are quiet participants.
-- Reads:   thing_held, thing, quiet
-- Gives:   account, kind, key, awake_count (others), account_count (others)
create temp table best_thing as
select thing_held.account, thing.kind, thing.key,
       thing.awake_count - case when quiet.account is null then 0 else 1 end as awake_count, thing.account_count - 1 as account_count
from thing_held
join thing on thing.kind = thing_held.kind and thing.key = thing_held.key
left join quiet on quiet.account = thing_held.account
qualify row_number() over (partition by thing_held.account, thing.kind order by thing.awake_count / thing.account_count desc, thing.awake_count desc, thing.key) = 1
