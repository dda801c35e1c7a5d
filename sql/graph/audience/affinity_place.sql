-- Meaning: the accounts of each action-target that few enough share to say something, in the order of the hash that numbers accounts.
-- Reads:   deed_act, deed_size
-- Params:  $min_affinity_count, $max_affinity_count
create table affinity_place as
select deed_act.deed, deed_act.target_id, deed_act.account, deed_size.account_count,
       row_number() over (partition by deed_act.deed order by deed_act.account) as place
from deed_act join deed_size on deed_size.deed = deed_act.deed
where deed_size.account_count between $min_affinity_count and $max_affinity_count
