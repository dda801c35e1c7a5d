-- For: ringfence_auditor
create or replace function ringfence.read_audit(after bigint default 0, max integer default 1000)
returns setof ringfence.audit
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.audit where audit_id > after order by audit_id limit least(greatest(coalesce(max, 100000), 0), 100000)
$$;
comment on function ringfence.read_audit is 'Audit rows after a number.';
revoke all on function ringfence.read_audit from public;
grant execute on function ringfence.read_audit to ringfence_auditor;
