-- Meaning: what is odd about the rows of each account: values that stand for none, lists of addresses, times that are no facts. An oddity is no evidence (default device
--          ids are shared by strangers); it is kept so that people see when the accounts of a ring have one in common. Begun here with the accounts' own rows.
-- Reads:   account_ruled, account
-- Gives:   account, source_table, rule (as in quarantine), value (what stood there, where that says more than the rule), row_count
create table oddity as
select account.account, 'accounts' as source_table, ruled.created_rule as rule, cast(null as varchar) as value, cast(1 as bigint) as row_count
from account_ruled as ruled join account on account.account_id = ruled.account_id
where ruled.rule is null and ruled.created_rule is not null
