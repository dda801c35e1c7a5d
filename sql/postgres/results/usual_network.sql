-- Meaning: how many accounts networks usually have, for the investigators' file.
select run_id, network, rate, day_count
from ringfence.usual_network
order by network
