-- Meaning: the groups that are left, each once: of proposals that came to the same accounts the first number stays.
-- Reads:   next_account
-- Params:  $min_size, $max_size
create table group_account as
with size as (
  select group_no, count(*) as member_count, sum(cast(account as bigint)) as account_sum, sum(cast(account as bigint) * account) as square_sum
  from next_account
  group by group_no
), first_of as (
  select min(group_no) as group_no
  from size
  where member_count between $min_size and $max_size
  group by member_count, account_sum, square_sum
)
select next_account.group_no, next_account.account
from next_account join first_of on first_of.group_no = next_account.group_no
