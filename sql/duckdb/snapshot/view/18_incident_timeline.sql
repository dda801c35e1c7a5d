-- Meaning: the story of an incident, minute by minute: what was seen, what is usual, who took part for the first time, who was proposed and how many of these before they did.
-- Gives:   minute_at (UTC), act_count, expected, band_high, joined_count, proposed_count, proposed_before_count, spared_count (of those that joined)
create macro incident_timeline(wanted_incident) as table
with joined as (
  select date_trunc('minute', first_acted_at) as minute_at, count(*) as joined_count, count(*) filter (where answer = 'spared') as spared_count
  from incident_account
  where incident_id = wanted_incident and first_acted_at is not null
  group by 1
), proposed as (
  select first_proposed_at - interval 1 minute as minute_at, count(*) as proposed_count, count(*) filter (where first_acted_at is null or first_acted_at >= first_proposed_at) as proposed_before_count
  from incident_account
  where incident_id = wanted_incident and first_proposed_at is not null
  group by 1
)
select minute.minute_at, minute.act_count, minute.expected, minute.band_high, coalesce(joined.joined_count, 0) as joined_count, coalesce(proposed.proposed_count, 0) as proposed_count,
       coalesce(proposed.proposed_before_count, 0) as proposed_before_count, coalesce(joined.spared_count, 0) as spared_count
from incident_minute as minute
left join joined on joined.minute_at = minute.minute_at
left join proposed on proposed.minute_at = minute.minute_at
where minute.incident_id = wanted_incident
order by minute.minute_at
