-- Meaning: every act on a target, with what it says of the account: passive (it looked), unseen (it acted on what it had not looked at before).
-- Reads:   action, deed (which leaves out the opening of a room of one's own)
-- Params:  $clock_ms (clients write the look and the act a moment apart)
create table act as
with done as (
  select action.account, deed.deed_no, deed.target_no, deed.passive, action.acted_ms
  from action join deed on deed.deed_no = action.deed_no
), watch_first as (
  select account, target_no, min(acted_ms) as watched_ms from done where passive group by account, target_no
)
select done.account, done.deed_no, done.target_no, done.acted_ms, done.passive,
       not done.passive and (watch_first.watched_ms is null or watch_first.watched_ms > done.acted_ms + $clock_ms) as unseen
from done
left join watch_first on watch_first.account = done.account and watch_first.target_no = done.target_no
