-- For: the functions and triggers here
-- Where two people are needed, a user who holds the role by another user's is that other one's doing: up to Postgres 14 whoever logs in may make anybody a member
-- of themselves (grant alice to ghost), and an administrator may later. Groups that nobody logs in as are no people.
create or replace function ringfence.own_role(wanted text)
returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if ringfence.is_administrator() or exists (
    with recursive held (role) as (
      select one.oid from pg_roles as one where one.rolname = session_user
      union
      select given.roleid from held join pg_auth_members as given on given.member = held.role join pg_roles as one on one.oid = given.roleid
      where not one.rolcanlogin or one.rolname = wanted
    )
    select from held join pg_roles as one on one.oid = held.role where one.rolname = wanted
  ) then return; end if;
  perform ringfence.refuse(format('The database user %s has %s by another user''s membership only, and does not count as a person of its own. Have an administrator grant it: grant %s to %I;', session_user, wanted, wanted, session_user));
end
$$;
comment on function ringfence.own_role is 'Refuses whoever holds a role through another user that logs in, not by itself or through groups.';
revoke all on function ringfence.own_role from public;
