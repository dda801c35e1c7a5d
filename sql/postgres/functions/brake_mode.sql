-- For: the functions and triggers here
create or replace function ringfence.brake_mode(waiting bigint)
returns table (brake text, facts jsonb)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select 'mode', jsonb_build_object('mode', rules.mode, 'waiting', waiting) from ringfence.enforcement as rules where rules.mode = 'off'
$$;
comment on function ringfence.brake_mode is 'A row where the mode is off.';
revoke all on function ringfence.brake_mode from public;
