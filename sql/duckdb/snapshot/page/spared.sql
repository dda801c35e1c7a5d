-- Meaning: groups that were tied like a ring in the newest run and spared, with the rule that spared them, the nearest miss first.
-- Params:  $limit
select group_no, any_value(first_account_id) as first_account_id, any_value(found) as found, any_value(size) as size,
       list(rule order by rule) as missed, min(measured - threshold) as worst_margin
from ring_rule
where ring_id is null and part is null and not pass
group by group_no
order by worst_margin desc, group_no
limit $limit
