-- Meaning: adds accounts that are new, and what closed or was protected meanwhile.
-- Reads:   raw_account (rows that are new or closed since the night), base.account, state.new_account
insert into state.new_account
with given as (
  select account_id, max(created_ms) as created_ms, bool_or(coalesce(protected, false)) as protected, min(closed_ms) as closed_ms
  from raw_account
  where account_id is not null and account_id <> ''
  group by account_id
)
select coalesce(night.account, cast((select count(*) from base.account) + (select count(*) from state.new_account where account >= (select count(*) from base.account)) + row_number() over (partition by night.account is null order by given.account_id) - 1 as integer)),
       given.account_id, given.created_ms, given.protected, given.closed_ms
from given
left join base.account as night on night.account_id = given.account_id
where not exists (select 1 from state.new_account where new_account.account_id = given.account_id)
