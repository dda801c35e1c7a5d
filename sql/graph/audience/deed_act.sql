-- Meaning: who did what to which target, once each, after the account had settled: what happens on the day of joining is the joining.
-- Reads:   act, account, deed_public
-- Gives:   account, deed_no, target_no, passive, first_ms; public_count (accounts that did it, newcomers included: the public of the action-target)
-- Params:  $settling_ms
create table deed_act as
with settled as (
  select act.account, act.deed_no, act.target_no, act.passive, min(act.acted_ms) as first_ms
  from act join account on account.account = act.account
  where account.created_ms is null or act.acted_ms >= account.created_ms + $settling_ms
  group by act.account, act.deed_no, act.target_no, act.passive
)
select settled.account, settled.deed_no, settled.target_no, settled.passive, settled.first_ms, deed_public.public_count
from settled join deed_public on deed_public.deed_no = settled.deed_no
