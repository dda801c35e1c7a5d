-- For: the functions and triggers here
create or replace function ringfence.guard_probe()
returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'constraints are asked at once' using errcode = 'RF002';
end
$$;
comment on function ringfence.guard_probe is 'Says that constraints are asked at once: the probe is taken back before a commit would ask.';
revoke all on function ringfence.guard_probe from public;
