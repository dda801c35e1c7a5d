-- Meaning: the actions of a world, in the order of time.
-- Reads:   made_action, account_name, action_name, salt
-- Gives:   account_id, action, target_id (a room is its streamer's account; clips begin with v; null: no target), acted_at
select n.account_id, act.name as action,
       case when a.target >= 4294967296 then concat('v', substr(md5(concat('clip', salt.salt, ':', cast(a.target as bigint))), 1, 10)) else room.account_id end as target_id,
       make_timestamptz(cast(a.acted_ms as bigint) * 1000) as acted_at
from made_action as a
join account_name as n on n.account = a.account
join action_name as act on act.action = a.action
left join account_name as room on room.account = a.target
cross join salt
order by a.acted_ms, n.account_id, a.action, a.target
