-- Meaning: open proposals by action and state, as of the night that wrote the file.
select action, state, cast(count(*) as integer) as account_count, cast(count(distinct ring_id) as integer) as ring_count
from ban_candidate
where state in ('proposed', 'approved')
group by action, state
order by list_position(['ban', 'restrict', 'challenge', 'watch'], action), state
