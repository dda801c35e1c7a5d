-- Meaning: open accounts that had done next to nothing before the incident: at most one act since the night's look-back began.
-- Reads:   account, state.new_action, state.new_login
-- Gives:   slot: the quarter of an hour of registration (null: not known)
-- Gives:   came: it has logged in since $login_from_ms
-- Params:  $before_ms (acts from here on are the incident's), $login_from_ms, $to_ms
create temp table quiet as
with recent as (
  select account, count(*) as act_count from state.new_action where acted_ms < $before_ms group by account
), came as (
  select distinct account from state.new_login where logged_in_ms >= $login_from_ms
)
select account.account, account.created_ms // 900000 as slot, came.account is not null as came
from account
left join recent on recent.account = account.account
left join came on came.account = account.account
where account.act_count + coalesce(recent.act_count, 0) <= 1 and (account.closed_ms is null or account.closed_ms >= $to_ms)
