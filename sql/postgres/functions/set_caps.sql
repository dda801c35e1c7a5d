-- For: ringfence_publisher
create or replace function ringfence.set_caps(reason text, release_cap integer default null, release_cap_share double precision default null,
  day_cap integer default null, day_cap_share double precision default null,
  canary_share double precision default null, one_value_share double precision default null, auto_restrict boolean default null, incident_cap integer default null)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
begin
  perform ringfence.plain_line('The reason', reason);
  if release_cap < 0 or day_cap < 0 or incident_cap < 0 then perform ringfence.refuse('A cap is a number from 0.'); end if;
  -- NaN is above every number here.
  if not (coalesce(release_cap_share, 0) between 0 and 1 and coalesce(day_cap_share, 0) between 0 and 1 and coalesce(canary_share, 0) between 0 and 1 and coalesce(one_value_share, 0) between 0 and 1) then
    perform ringfence.refuse('A share is a number from 0 to 1.');
  end if;
  perform from ringfence.feed_head for update;
  update ringfence.enforcement as brake set
    release_cap = coalesce(release_cap, brake.release_cap), release_cap_share = coalesce(release_cap_share, brake.release_cap_share),
    day_cap = coalesce(day_cap, brake.day_cap), day_cap_share = coalesce(day_cap_share, brake.day_cap_share),
    canary_share = coalesce(canary_share, brake.canary_share), one_value_share = coalesce(one_value_share, brake.one_value_share),
    auto_restrict = coalesce(auto_restrict, brake.auto_restrict), incident_cap = coalesce(incident_cap, brake.incident_cap), reason = reason;
end
$$;
comment on function ringfence.set_caps is 'Sets the brakes that are given; the others stay.';
revoke all on function ringfence.set_caps from public;
grant execute on function ringfence.set_caps to ringfence_publisher;
