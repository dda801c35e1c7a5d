-- Meaning: the database user whose decisions these are, and the roles that it holds.
select session_user as name,
  array(select substr(rolname, length('ringfence_') + 1) from pg_roles
    where rolname in ('ringfence_reviewer', 'ringfence_publisher', 'ringfence_appeals', 'ringfence_auditor', 'ringfence_reader', 'ringfence_enforcer', 'ringfence_detector')
      and pg_has_role(session_user, oid, 'usage') order by rolname) as roles
