-- For: the functions and triggers here
create or replace function ringfence.incident_room()
returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  cap integer := (select rules.incident_cap from ringfence.enforcement as rules);
begin
  -- Asked by every release, and mostly there is no room: a stock server would compile the question each time, for tens of milliseconds.
  if cap = 0 then return '{}'; end if;
  -- By the order of their numbers: those that did most harm were proposed first.
  return (select coalesce(array_agg(one.case_id), '{}') from (
    select candidate.case_id
    from ringfence.ban_candidate as candidate
    join ringfence.run on run.run_id = candidate.run_id and run.kind = 'incident'
    where candidate.state = 'proposed' and candidate.action = 'restrict' and candidate.expires_at between clock_timestamp() and clock_timestamp() + interval '7 days'
    order by length(candidate.case_id), candidate.case_id
    -- Whatever left without a person counts: of what run it was stands in a table that nights write.
    limit greatest(0, cap - (select count(*) from ringfence.decision where decision.verdict = 'automatic' and decision.decided_at > clock_timestamp() - interval '24 hours'))
  ) as one);
end
$$;
comment on function ringfence.incident_room is 'Restrictions of incidents that may leave without a person now: within incident_cap in 24 hours, for seven days at most, most harm first.';
revoke all on function ringfence.incident_room from public;
