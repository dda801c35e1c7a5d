-- For: the functions and triggers here
create or replace function ringfence.is_administrator()
returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select pg_has_role(session_user, space.nspowner, 'member') from pg_namespace as space where space.nspname = 'ringfence'
$$;
comment on function ringfence.is_administrator is 'True where the database user is a superuser or a member of the schemas owner: no rule here binds them, what they do is seen.';
revoke all on function ringfence.is_administrator from public;
