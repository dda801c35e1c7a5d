-- Meaning: how far each key reaches when pairs are proposed: up to the cap it proposes all its pairs, above it each account is linked to its next
--          few neighbours; a key (with its parent) worth less than the floor proposes none (reach 0).
-- Reads:   key
-- Params:  $propose_floor_millibits, $propose_surprise_bits, $all_pairs_cap, $neighbour_count
create table proposal as
select key.key_no, key.kind_no, key.source_no, key.millibits, case when key.parent_no is null then 1 else 0 end as parentless,
       case when key.millibits + coalesce(parent.millibits, 0) < $propose_floor_millibits then 0
            when key.account_count <= key.expected_count then 0
            when key.account_count * log2(key.account_count / key.expected_count) - (key.account_count - key.expected_count) * 1.4426950408889634e0 < $propose_surprise_bits then 0
            when key.account_count <= $all_pairs_cap then $all_pairs_cap
            else $neighbour_count end as reach
-- A kind with a usual curve carries its whole chance itself; only the others add up with their parent.
from (select *, case when usual is null then parent_no end as chain_no, usual * under_count as expected_count from key) as key
left join key as parent on parent.key_no = key.chain_no
