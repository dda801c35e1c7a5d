-- Meaning: who did what to which target, once each, after the account had settled: what happens on the day of joining is the joining.
-- Reads:   act, account
-- Params:  $settling_ms
create table deed_act as
select act.account, act.deed, act.target_id, act.passive, min(act.acted_ms) as first_ms
from act join account on account.account = act.account
where account.created_ms is null or act.acted_ms >= account.created_ms + $settling_ms
group by act.account, act.deed, act.target_id, act.passive
