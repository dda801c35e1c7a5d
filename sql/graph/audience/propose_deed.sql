-- Meaning: everybody who did one thing to one target is a proposal too: a group that a community cut apart is whole in its own order.
-- Reads:   deed_act, group_account
-- Params:  $group_base (numbers given so far), $min_order_count, $max_order_count
insert into group_account
select cast($group_base + dense_rank() over (order by deed_act.deed) as integer) as group_no, deed_act.account
from deed_act
join (
  select deed from deed_act where not passive group by deed having count(*) between $min_order_count and $max_order_count
) as wanted on wanted.deed = deed_act.deed
