-- Meaning: the row of a run on the last minutes; the same minutes again replace it.
-- Params:  $1 … $10 in the order of the columns
insert into ringfence.incident_tick (to_at, baseline_run_id, started_at, seconds, read_count, late_count, known_count, proposed_count, withdrawn_count, surges)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (to_at) do update set
  started_at = excluded.started_at, seconds = excluded.seconds, read_count = incident_tick.read_count + excluded.read_count, late_count = incident_tick.late_count + excluded.late_count,
  known_count = incident_tick.known_count + excluded.known_count, proposed_count = incident_tick.proposed_count + excluded.proposed_count,
  withdrawn_count = incident_tick.withdrawn_count + excluded.withdrawn_count, surges = excluded.surges
