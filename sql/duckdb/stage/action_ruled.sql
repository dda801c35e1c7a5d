-- Meaning: actions with the account's number, the first rule that the row breaks (null: used) and those that its name and its target break.
-- An action without a name is one of the name `?`: whoever leaves it out shares that, and does not vanish.
-- Reads:   raw_action, account
-- Params:  $from_ms, $as_of_ms, $earliest_ms, $latest_ms (times before and from there on are no facts)
-- Target:  empty, null-like words, 0 and -1 stand for "no target", not for one that many acted on.
create table action_ruled as
select account.account, coalesce(nullif(raw.action, ''), '?') as action, case when target_rule is null then raw.target_id end as target_id, target_rule, raw.acted_ms,
       case when raw.account_id is null or raw.account_id = '' then 'account_id missing'
            when raw.acted_ms is null then 'acted_at missing'
            when raw.acted_ms < $earliest_ms then 'acted_at impossible'
            when raw.acted_ms >= $latest_ms then 'acted_at in the future'
            when raw.acted_ms < $from_ms or raw.acted_ms >= $as_of_ms then 'outside the look-back'
            when account.account is null then 'unknown account' end as rule,
       case when raw.action is null or raw.action = '' then 'action missing' end as action_rule
from (
  select *, case when target_id is null then 'target_id missing'
                 when lower(trim(target_id)) in ('', 'null', 'none', 'nil', 'undefined', 'nan', 'n/a', '(null)', '<null>', '(none)', '<nil>', '\n', '#n/a', '[object object]', '0', '-1') then 'target_id that stands for none' end as target_rule
  from raw_action
) as raw
left join account on account.account_id = raw.account_id
