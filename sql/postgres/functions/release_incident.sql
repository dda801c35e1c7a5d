-- For: ringfence_night
-- The one thing that leaves by the credential of nights, and nothing but restrictions of incidents that end by themselves, up to what two people (or an
-- hour) allowed with incident_cap. What people approved leaves by ringfence.release only.
create or replace function ringfence.release_incident(ring text)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  -- After the first case that leaves, which leaves once.
  id text;
  request jsonb := jsonb_build_object('ring', ring, 'incident', true);
  room bigint;
  cases text[];
  accept text;
  held record;
  at timestamptz;
begin
  perform ringfence.lock_cases();
  perform from ringfence.feed_head for update;
  lock table ringfence.allow_list in share mode;
  perform ringfence.settle_caps();
  if (select rules.mode <> 'on' or rules.incident_cap = 0 from ringfence.enforcement as rules) then return 0; end if;
  at := date_trunc('milliseconds', clock_timestamp());
  -- As many as the caps leave room for: with one too many the brakes would hold them all.
  select greatest(0, least(rules.release_cap, floor(rules.release_cap_share * accounts), least(rules.day_cap, floor(rules.day_cap_share * accounts))
    - (select coalesce(sum(past.apply_count), 0) from ringfence.release as past where past.released_at > at - interval '24 hours')))::bigint
  into room from ringfence.enforcement as rules cross join ringfence.active_accounts() as accounts;
  select coalesce(array_agg(one.case_id order by length(one.case_id), one.case_id), '{}') into cases from (
    select may.case_id from ringfence.releasable(ring, null) as may
    where may.automatic and may.case_id in (select unnest(ringfence.incident_room()))
    order by length(may.case_id), may.case_id limit room
  ) as one;
  if cardinality(cases) = 0 then return 0; end if;
  id := 'incident:' || cases[1];
  -- That they all rest on the incident is what incident_cap allows; on one device or address more than the limit is held here too.
  select heavy.kind || ':' || heavy.value into accept from ringfence.heaviest_value(cases) as heavy where heavy.kind = 'flood';
  select * into held from ringfence.first_brake(cases, accept, at);
  if held.brake is not null then
    insert into ringfence.audit (subject, change, detail) values ('release', 'held', jsonb_build_object('release_id', id, 'brake', held.brake, 'request', request, 'facts', held.facts));
    return 0;
  end if;
  perform ringfence.approve_automatic(cases);
  return (ringfence.release_now(id, 'release', request, at, cases, '{}', null)).apply_count;
end
$$;
comment on function ringfence.release_incident is 'Lets restrictions of an incident leave without a person, within incident_cap and all other brakes, most harm first, in mode on. Gives how many; 0 also where a brake held, which audit says.';
revoke all on function ringfence.release_incident from public;
grant execute on function ringfence.release_incident to ringfence_night;
