-- Meaning: two accounts did something about the same object within the window: each such pair of rows.
-- Reads:   kept
-- Gives:   pair(content, account, other_content, other), account < other
-- Method:  a row at t can only meet rows of its own time slot (t / window) and of the next one, so each row stands in two slots
--          and the join is by equality; a pair is taken in the earlier row's slot, where it is met once.
-- Leaves out: pairs whose object is one of the two contents (a share of a post and the post itself); slots with more than $slot_cap rows,
--          whose pairs grow with the square
-- Params:  $window_ms (both ends included), $slot_cap (null: none)
-- Source:  CooRTweet; QUT coordination-network-toolkit
create table pair as
with slotted as (
  select content, account, object, at_ms, at_ms // $window_ms as slot, true as own from kept
  union all
  select content, account, object, at_ms, at_ms // $window_ms - 1, false from kept
), bounded as (
  select content, account, object, at_ms, slot, own
  from (select *, count(*) over (partition by object, slot) as slot_rows from slotted) as counted
  where $slot_cap is null or slot_rows <= $slot_cap
)
select case when a.account < b.account then a.content else b.content end as content, least(a.account, b.account) as account,
       case when a.account < b.account then b.content else a.content end as other_content, greatest(a.account, b.account) as other
from bounded as a
join bounded as b on b.object = a.object and b.slot = a.slot and b.account <> a.account
where a.own and b.at_ms - a.at_ms between 0 and $window_ms
  and (not b.own or b.at_ms > a.at_ms or (b.at_ms = a.at_ms and a.account < b.account))
  and a.object is distinct from a.content and a.object is distinct from b.content
