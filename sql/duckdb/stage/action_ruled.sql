-- Meaning: actions with the account's number, and the first rule that the row breaks (null: used).
-- An action without a name is one of the name `?`: whoever leaves it out shares that, and does not vanish.
-- Reads:   raw_action, account
-- Params:  $from_ms, $as_of_ms, $earliest_ms, $latest_ms (times before and from there on are no facts)
create table action_ruled as
select account.account, coalesce(nullif(raw.action, ''), '?') as action, raw.target_id, raw.acted_ms,
       case when raw.account_id is null or raw.account_id = '' then 'account_id missing'
            when raw.acted_ms is null then 'acted_at missing'
            when raw.acted_ms < $earliest_ms or raw.acted_ms >= $latest_ms then 'acted_at impossible'
            when raw.acted_ms < $from_ms or raw.acted_ms >= $as_of_ms then 'outside the look-back'
            when account.account is null then 'unknown account' end as rule,
       case when raw.action is null or raw.action = '' then 'action missing' end as action_rule
from raw_action as raw
left join account on account.account_id = raw.account_id
