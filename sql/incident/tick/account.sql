-- Meaning: every account that there is now: the night's, with what closed since, and those that came after it.
-- Reads:   base.account, state.new_account
create temp view account as
select night.account, night.account_id, night.created_ms, coalesce(later.protected, night.protected) as protected, coalesce(later.closed_ms, night.closed_ms) as closed_ms,
       night.act_count, night.open_count, night.login_day_count, night.last_login_ms
from base.account as night
left join state.new_account as later on later.account = night.account
union all
select account, account_id, created_ms, protected, closed_ms, 0, 0, 0, null from state.new_account where account >= (select count(*) from base.account)
