-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_allow_list()
returns setof ringfence.allow_list
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.allow_list where removed_at is null and (expires_at is null or expires_at > clock_timestamp()) order by allow_id
$$;
comment on function ringfence.read_allow_list is 'Entries of the allow-list that hold.';
revoke all on function ringfence.read_allow_list from public;
grant execute on function ringfence.read_allow_list to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;
