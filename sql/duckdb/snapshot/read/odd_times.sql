-- Meaning: linked groups whose accounts share times that are no facts, and how many of their accounts do, at least.
select cast(count(distinct group_no) as integer) as groups, cast(coalesce(sum(member_count), 0) as integer) as accounts
from (select group_no, max(member_count) as member_count from odd_group where rule like 'acted_at %' or rule like 'logged_in_at %' group by group_no) as odd
