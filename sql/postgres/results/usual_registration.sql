-- Meaning: how many accounts usually register, for the investigators' file.
select run_id, weekday, quarter, rate, dispersion
from ringfence.usual_registration
order by weekday, quarter
