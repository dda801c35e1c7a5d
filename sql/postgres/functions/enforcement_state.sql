-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.enforcement_state()
returns table (mode text, release_cap integer, release_cap_share double precision, day_cap integer, day_cap_share double precision, canary_share double precision,
  one_value_share double precision, auto_restrict boolean, incident_cap integer, raise_by text, changed_at timestamptz, changed_by text, reason text, active_accounts bigint, applied_today bigint,
  proposed bigint, approved bigint, released bigint, request_id bigint, requested jsonb, requested_by text, requested_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when stop.urgent_id is null then rules.mode else 'off' end, rules.release_cap, rules.release_cap_share, rules.day_cap, rules.day_cap_share, rules.canary_share, rules.one_value_share, rules.auto_restrict, rules.incident_cap, rules.raise_by,
    coalesce(stop.asked_at, rules.changed_at), coalesce(stop.asked_by, rules.changed_by), coalesce(stop.reason, rules.reason),
    ringfence.active_accounts(), (select coalesce(sum(apply_count), 0)::bigint from ringfence.release where released_at > clock_timestamp() - interval '24 hours'),
    (select count(*) from ringfence.ban_candidate where state = 'proposed'), (select count(*) from ringfence.ban_candidate where state = 'approved'), (select count(*) from ringfence.ban_candidate where state = 'released'),
    waits.request_id, waits.wanted, waits.requested_by, waits.requested_at
  from ringfence.enforcement as rules left join ringfence.cap_request as waits on waits.ended_at is null
  -- A stop is in force before anybody with the lock could write it down.
  left join lateral (select * from ringfence.open_urgent() as one where one.what = 'off' order by one.urgent_id desc limit 1) as stop on true
$$;
comment on function ringfence.enforcement_state is 'Mode, brakes, how many cases stand where, and the change of the brakes that waits, if any.';
revoke all on function ringfence.enforcement_state from public;
grant execute on function ringfence.enforcement_state to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;
