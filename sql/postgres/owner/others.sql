-- Meaning: the statements that hand over whatever of the schema is not its owner's yet; the schema itself comes first, tables bring their indexes and sequences of their columns along.
-- Gives:   one row per statement, in the order in which they must run
select statement from (
  select 1 as place, nspname::text as name, 'alter schema ringfence owner to ringfence_owner' as statement
  from pg_namespace where nspname = 'ringfence' and pg_get_userbyid(nspowner) <> 'ringfence_owner'
  union all
  select 2, relname, format('alter %s ringfence.%I owner to ringfence_owner', case relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end, relname)
  from pg_class as class
  where relnamespace = (select oid from pg_namespace where nspname = 'ringfence') and relkind in ('r', 'p', 'v', 'S') and pg_get_userbyid(relowner) <> 'ringfence_owner'
    and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = class.oid and relkind = 'S' and deptype in ('a', 'i'))
  union all
  select 3, oid::regprocedure::text, format('alter routine %s owner to ringfence_owner', oid::regprocedure)
  from pg_proc where pronamespace = (select oid from pg_namespace where nspname = 'ringfence') and pg_get_userbyid(proowner) <> 'ringfence_owner'
) as wanted
order by place, name
