-- For: the functions and triggers here
create or replace function ringfence.asked_by(what text, reason text)
returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select one.asked_by from ringfence.open_urgent() as one where one.what = $1 and one.reason = $2 order by one.urgent_id limit 1), session_user)
$$;
comment on function ringfence.asked_by is 'Whose doing a change is: what is carried out for somebody, because it could not wait for the lock, is theirs; all else is that of whoever is logged in.';
revoke all on function ringfence.asked_by from public;
