-- Meaning: the accounts of each action-target that few enough share to say something, in the order of the hash that numbers accounts.
-- Reads:   deed_act
-- Params:  $min_affinity_count, $max_affinity_count
create table affinity_place as
select deed_no, target_no, account, public_count as account_count, row_number() over (partition by deed_no order by account) as place
from deed_act
where public_count between $min_affinity_count and $max_affinity_count
