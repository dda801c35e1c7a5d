-- For: the functions and triggers here
create or replace function ringfence.approve_automatic(cases text[])
returns void
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
  insert into ringfence.decision (case_id, verdict, reason) select one, 'automatic', 'a restriction that expires by itself' from unnest(cases) as one
  on conflict on constraint decision_once do nothing;
  update ringfence.ban_candidate as candidate set state = 'approved' where candidate.case_id = any (cases) and candidate.state = 'proposed';
end
$$;
comment on function ringfence.approve_automatic is 'Approves restrictions that may leave without a person.';
revoke all on function ringfence.approve_automatic from public;
