-- For: ringfence_detector
create or replace function ringfence.propose(candidates jsonb)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  proposed bigint;
  broken text;
  why text;
begin
  perform ringfence.lock_cases();
  if jsonb_typeof(candidates) is distinct from 'array' then perform ringfence.refuse('Propose an array of {run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, expires_at}.'); end if;
  insert into ringfence.ban_candidate (run_id, account_id, ring_id, action, evidence_bits, probability, kinds, reasons, state, proposed_at, expires_at)
  select one.run_id, one.account_id, one.ring_id, one.action, one.evidence_bits, one.probability, one.kinds, one.reasons, 'proposed', run.as_of, one.expires_at
  from rows from (jsonb_to_recordset(candidates) as (run_id text, account_id text, ring_id text, action text, evidence_bits double precision, kinds text[], reasons jsonb, expires_at timestamptz, probability double precision))
    with ordinality as one (run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, expires_at, probability, place)
  join ringfence.run on run.run_id = one.run_id
  where not ringfence.stands(one.account_id, one.action)
  order by one.place;
  get diagnostics proposed = row_count;
  return proposed;
exception
  when not_null_violation then
    get stacked diagnostics broken = column_name;
    perform ringfence.refuse(format('The proposals were refused whole: one of them has no %s.', broken));
  when check_violation or foreign_key_violation or exclusion_violation or unique_violation then
    get stacked diagnostics broken = constraint_name;
    select string_agg(attribute.attname || ' (' || col_description(attribute.attrelid, attribute.attnum) || ')', '; ') into why
    from pg_constraint join pg_attribute as attribute on attribute.attrelid = pg_constraint.conrelid and attribute.attnum = any (pg_constraint.conkey)
    where pg_constraint.conrelid = 'ringfence.ban_candidate'::regclass and pg_constraint.conname = broken;
    perform ringfence.refuse(format('The proposals were refused whole: one of them has another value than there may be, or an account is named twice. Look at %s.', coalesce(why, 'account_id')));
  when data_exception then
    perform ringfence.refuse('The proposals were refused whole: a number, a time or a list in them cannot be read. Numbers are JSON numbers, times ISO 8601, kinds an array of text.');
end
$$;
comment on function ringfence.propose is 'Another detector proposes cases for rings and runs that are there: an array of {run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, expires_at, probability}, the most urgent first. Accounts with an open case, with as much in force already, or on the allow-list are left out; gives how many were proposed.';
revoke all on function ringfence.propose from public;
grant execute on function ringfence.propose to ringfence_detector;
