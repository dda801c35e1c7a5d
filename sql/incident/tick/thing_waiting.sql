-- Meaning: quiet accounts that have not taken part and were on a device, network or address most of whose accounts have woken up: the one that speaks most.
-- Reads:   thing, base.thing, base.held, state.new_login, quiet, participant
-- Gives:   account, kind, key, awake_count, account_count (others)
-- Params:  $share (of its accounts that must be awake)
create temp table thing_waiting as
with telling as (
  select * from thing where awake_count >= $share * account_count
), held as (
  select held.account, telling.kind, telling.key, telling.awake_count, telling.account_count
  from telling join base.thing as night on night.kind = telling.kind and night.key = telling.key join base.held on held.key_no = night.key_no
  union
  select new_login.account, telling.kind, telling.key, telling.awake_count, telling.account_count
  from telling join state.new_login on (telling.kind = 'device' and telling.key = new_login.device_id)
  union
  select new_login.account, telling.kind, telling.key, telling.awake_count, telling.account_count
  from telling join state.new_login on (telling.kind = 'subnet' and telling.key = new_login.subnet || '@' || cast(logged_in_ms // 86400000 * 86400000 as varchar))
  union
  select new_login.account, telling.kind, telling.key, telling.awake_count, telling.account_count
  from telling join state.new_login on (telling.kind = 'ip' and telling.key = new_login.address || '@' || cast(logged_in_ms // 86400000 * 86400000 as varchar))
)
select held.account, held.kind, held.key, held.awake_count, held.account_count - 1 as account_count
from held
join quiet on quiet.account = held.account
where held.account not in (select account from participant)
qualify row_number() over (partition by held.account order by held.awake_count / held.account_count desc, held.kind, held.key) = 1
