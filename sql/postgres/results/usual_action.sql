-- Meaning: the usual course of a week, for the investigators' file.
select run_id, action, weekday, minute, rate, dispersion
from ringfence.usual_action
order by action, weekday, minute
