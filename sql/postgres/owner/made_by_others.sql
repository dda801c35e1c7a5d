-- Meaning: tables that we write into and somebody else made: what they hang on them (triggers, defaults) would run as this user.
-- Params:  $1 their names
-- Gives:   name and owner; no row: they are this user's, a role's that it is a member of, the database's owner's or a superuser's
select class.relname as name, owner.rolname as owner
from pg_catalog.pg_class as class
join pg_catalog.pg_roles as owner on owner.oid = class.relowner
join pg_catalog.pg_roles as me on me.rolname = current_user
where class.oid = any (cast(cast($1 as pg_catalog.text[]) as pg_catalog.regclass[]))
  and owner.oid <> me.oid and not owner.rolsuper and not (not me.rolsuper and pg_catalog.pg_has_role(owner.oid, 'usage'))
  and owner.oid <> (select datdba from pg_catalog.pg_database where datname = pg_catalog.current_database())
