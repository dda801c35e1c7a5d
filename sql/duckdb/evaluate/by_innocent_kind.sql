-- Meaning: the innocents that were flagged, by what they are notable for.
-- Reads:   judged
-- Gives:   kind, flagged_count; most first
-- Params:  $only_ban
select innocent_kind as kind, count(*) as flagged_count
from judged
where action is not null and (action = 'ban' or not $only_ban) and not guilty
group by innocent_kind
order by count(*) desc, innocent_kind
