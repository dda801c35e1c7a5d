-- Meaning: the one line of SQL that anybody writes the morning after: whoever went live between 21:58 and 22:15 of the last evening and had done at
--          most one thing in the week before that.
-- Reads:   actions, person
-- Gives:   account_no, ascending
-- Params:  $evening_ms (21:58), $evening_end_ms (22:15)
select p.account_no
from person as p
join actions as a on a.account_id = p.account_id
where epoch_ms(a.acted_at) >= $evening_ms - 7 * 86400000 and epoch_ms(a.acted_at) < $evening_end_ms
group by p.account_no
having count(*) filter (where epoch_ms(a.acted_at) < $evening_ms) <= 1 and count(*) filter (where a.action = 'live_start' and epoch_ms(a.acted_at) >= $evening_ms) > 0
order by p.account_no
