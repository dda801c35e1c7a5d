-- Meaning: linked groups of which six accounts and more share an oddity that is more than twice as usual in them as outside. Whoever writes times that are no facts cannot be shown
--          to act as one, and would vanish among the households; what is odd about them is no evidence, so people look.
create view odd_group as
with held as (
  select grouped.group_no, grouped.size, odd.source_table, odd.rule, odd.value, count(*) as member_count
  from oddity as odd join linked_group as grouped on grouped.account_id = odd.account_id
  group by grouped.group_no, grouped.size, odd.source_table, odd.rule, odd.value
), listed as (
  select source_table, rule, value, count(*) as account_count from oddity group by source_table, rule, value
), total as (
  select count(*) as account_total from coded.account
)
select held.group_no, held.source_table, held.rule, held.value, held.member_count, held.size as under_count,
       listed.account_count - held.member_count as outside_count, total.account_total - held.size as outside_under_count
from held
join listed on listed.source_table = held.source_table and listed.rule = held.rule and listed.value is not distinct from held.value
cross join total
where held.member_count >= 6 and held.member_count * (total.account_total - held.size) > 2 * (listed.account_count - held.member_count) * held.size
order by held.member_count desc, held.group_no, held.source_table, held.rule, held.value
