-- Meaning: the curve, with how many accounts the run on the data up to each minute's end proposed first.
-- Params:  $1 incident_id, $2 minutes, $3 counts, $4 expected, $5 band_high (arrays of one length)
insert into ringfence.incident_minute (incident_id, minute_at, act_count, expected, band_high, proposed_count)
select $1, one.minute_at, one.act_count, one.expected, one.band_high, coalesce(proposed.proposed_count, 0)
from unnest(cast($2 as timestamptz[]), cast($3 as bigint[]), cast($4 as double precision[]), cast($5 as double precision[])) as one (minute_at, act_count, expected, band_high)
left join (
  select first_proposed_at, count(*) as proposed_count from ringfence.incident_account where incident_id = $1 and first_proposed_at is not null group by first_proposed_at
) as proposed on proposed.first_proposed_at > one.minute_at and proposed.first_proposed_at <= one.minute_at + interval '1 minute'
on conflict (incident_id, minute_at) do update set act_count = excluded.act_count, expected = excluded.expected, band_high = excluded.band_high, proposed_count = excluded.proposed_count
