-- Meaning: every account of the newest run with its number; a number is only good inside this file.
-- Reads:   account, account_count (of the work database)
create table snapshot.coded.account as
select account.account, account.account_id,
       make_timestamptz(account.created_ms * 1000) as created_at,
       coalesce(account.protected, false) as protected,
       make_timestamptz(account.closed_ms * 1000) as closed_at,
       cast(coalesce(account_count.login_count, 0) as bigint) as login_count, cast(coalesce(account_count.action_count, 0) as bigint) as action_count
from account left join account_count on account_count.account = account.account
