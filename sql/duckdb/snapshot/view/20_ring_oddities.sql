-- Meaning: oddities that the accounts of a ring share, and that are more than twice as usual in it as outside.
create macro ring_oddities(wanted_ring) as table
with member as (
  select listed.account from current_member join coded.account as listed on listed.account_id = current_member.account_id where current_member.ring_id = wanted_ring
), held as (
  select odd.source_table, odd.rule, odd.value, count(member.account) as member_count, count(*) as account_count
  from coded.oddity as odd left join member on member.account = odd.account
  where exists (select 1 from member)
  group by odd.source_table, odd.rule, odd.value
), total as (
  select (select count(*) from member) as member_total, (select count(*) from coded.account) as account_total
)
select held.source_table, held.rule, held.value, held.member_count, total.member_total as under_count,
       held.account_count - held.member_count as outside_count, total.account_total - total.member_total as outside_under_count
from held cross join total
where held.member_count >= 2 and held.member_count * (total.account_total - total.member_total) > 2 * (held.account_count - held.member_count) * total.member_total
order by held.member_count desc, held.source_table, held.rule, held.value
