-- For: ringfence_detector, ringfence_night
create or replace function ringfence.propose(candidates jsonb)
returns table (proposed bigint, left_out bigint, set_aside bigint, faults jsonb)
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  one jsonb;
  fault text;
  good jsonb[] := '{}';
  bad jsonb[] := '{}';
  named text[] := '{}';
begin
  perform ringfence.lock_cases();
  if jsonb_typeof(candidates) is distinct from 'array' then perform ringfence.refuse('Propose an array of {run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, expires_at, probability}, the most urgent first.'); end if;
  if jsonb_array_length(candidates) > 100000 then perform ringfence.refuse('Propose at most 100,000 at a time.'); end if;
  for one in select element from jsonb_array_elements(candidates) with ordinality as listed (element, place) order by place loop
    fault := case when jsonb_typeof(one) <> 'object' then 'it is no object' else ringfence.foreign_fault(one) end;
    if fault is null then good := array_append(good, one); else bad := array_append(bad, jsonb_build_object('run_id', left(one ->> 'run_id', 200), 'account_id', left(one ->> 'account_id', 1000), 'fault', fault)); end if;
  end loop;
  insert into ringfence.set_aside (run_id, account_id, fault) select part ->> 'run_id', part ->> 'account_id', part ->> 'fault' from unnest(bad) as part;
  -- An account that is named twice is proposed once, as it was named first.
  insert into ringfence.ban_candidate (run_id, account_id, ring_id, action, evidence_bits, probability, kinds, reasons, state, proposed_at, expires_at, detector)
  select first.run_id, first.account_id, first.ring_id, first.action, first.evidence_bits, first.probability, first.kinds, first.reasons, 'proposed', run.as_of, first.expires_at, session_user
  from (
    select distinct on (part.account_id) part.*, listed.place
    from unnest(good) with ordinality as listed (element, place)
    cross join lateral jsonb_to_record(listed.element) as part (run_id text, account_id text, ring_id text, action text, evidence_bits double precision, kinds text[], reasons jsonb, expires_at timestamptz, probability double precision)
    order by part.account_id, listed.place
  ) as first
  join ringfence.run on run.run_id = first.run_id
  where not ringfence.stands(first.account_id, first.action)
    and not exists (select from ringfence.ban_candidate as past where past.run_id || '/' || past.account_id = first.run_id || '/' || first.account_id)
  order by first.place;
  get diagnostics proposed = row_count;
  set_aside := cardinality(bad);
  left_out := cardinality(good) - proposed;
  select coalesce(jsonb_agg(jsonb_build_object('fault', counted.fault, 'count', counted.count) order by counted.count desc, counted.fault), '[]') into faults
  from (select part ->> 'fault' as fault, count(*) as count from unnest(bad) as part group by 1) as counted;
  return next;
end
$$;
comment on function ringfence.propose is 'Another detector proposes cases for rings and published runs that are there: an array of {run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, expires_at, probability}, the most urgent first. Gives how many were proposed, how many were left out (an open case, as much in force already, proposed before by this run, or on the allow-list), how many were set aside, and why.';
revoke all on function ringfence.propose from public;
grant execute on function ringfence.propose to ringfence_detector, ringfence_night;
