-- Meaning: who did what to which target, once each, after the account had settled: what happens on the day of joining is the joining.
-- Reads:   act, account
-- Gives:   account, deed_no, target_no, passive, first_ms; public_count (accounts that did it, newcomers included: the public of the action-target)
-- Params:  $settling_ms
create table deed_act as
with public as (
  select deed_no, count(*) as public_count from (select distinct deed_no, account from act) as done group by deed_no
), settled as (
  select act.account, act.deed_no, act.target_no, act.passive, min(act.acted_ms) as first_ms
  from act join account on account.account = act.account
  where account.created_ms is null or act.acted_ms >= account.created_ms + $settling_ms
  group by act.account, act.deed_no, act.target_no, act.passive
)
select settled.account, settled.deed_no, settled.target_no, settled.passive, settled.first_ms, public.public_count
from settled join public on public.deed_no = settled.deed_no
