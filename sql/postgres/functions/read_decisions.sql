-- For: ringfence_auditor
create or replace function ringfence.read_decisions(after bigint default 0, max integer default 1000)
returns setof ringfence.decision
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.decision where decision_id > after order by decision_id limit least(greatest(coalesce(max, 100000), 0), 100000)
$$;
comment on function ringfence.read_decisions is 'Decisions after a number.';
revoke all on function ringfence.read_decisions from public;
grant execute on function ringfence.read_decisions to ringfence_auditor;
