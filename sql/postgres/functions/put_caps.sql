-- For: the functions and triggers here
create or replace function ringfence.put_caps(wanted jsonb, reason text)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
begin
  update ringfence.enforcement as brake set
    release_cap = coalesce((wanted ->> 'release_cap')::integer, brake.release_cap), release_cap_share = coalesce((wanted ->> 'release_cap_share')::double precision, brake.release_cap_share),
    day_cap = coalesce((wanted ->> 'day_cap')::integer, brake.day_cap), day_cap_share = coalesce((wanted ->> 'day_cap_share')::double precision, brake.day_cap_share),
    canary_share = coalesce((wanted ->> 'canary_share')::double precision, brake.canary_share), one_value_share = coalesce((wanted ->> 'one_value_share')::double precision, brake.one_value_share),
    auto_restrict = coalesce((wanted ->> 'auto_restrict')::boolean, brake.auto_restrict), raise_by = coalesce(wanted ->> 'raise_by', brake.raise_by),
    incident_cap = coalesce((wanted ->> 'incident_cap')::integer, brake.incident_cap), reason = reason;
end
$$;
comment on function ringfence.put_caps is 'Sets the brakes that are given as JSON; the others stay.';
revoke all on function ringfence.put_caps from public;
