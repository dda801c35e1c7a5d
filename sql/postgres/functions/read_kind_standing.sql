-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_kind_standing()
returns setof ringfence.kind_standing
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.kind_standing order by overturned_share desc, kind
$$;
comment on function ringfence.read_kind_standing is 'How often decisions that a kind of trace gave evidence for were overturned, the worst first.';
revoke all on function ringfence.read_kind_standing from public;
grant execute on function ringfence.read_kind_standing to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;
