-- Meaning: whether this user may act as the owner of the results schema, and whose it is.
-- Gives:   one row: is_superuser, role_exists, is_member (of ringfence_owner), schema_owner (null: there is no schema yet)
select (select rolsuper from pg_roles where rolname = current_user) as is_superuser,
  exists (select from pg_roles where rolname = 'ringfence_owner') as role_exists,
  coalesce((select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = 'ringfence_owner'), false) as is_member,
  (select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'ringfence') as schema_owner
