-- Meaning: open accounts that had done next to nothing before the incident: at most one act since the night's look-back began.
-- Reads:   account, state.new_action
-- Gives:   slot: the quarter of an hour of registration (null: not known)
-- Params:  $before_ms (acts from here on are the incident's), $to_ms
create temp table quiet as
with recent as (
  select account, count(*) as act_count from state.new_action where acted_ms < $before_ms group by account
)
select account.account, account.created_ms // 900000 as slot
from account
left join recent on recent.account = account.account
where account.act_count + coalesce(recent.act_count, 0) <= 1 and (account.closed_ms is null or account.closed_ms >= $to_ms)
