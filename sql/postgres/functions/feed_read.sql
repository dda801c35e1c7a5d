-- For: ringfence_enforcer, ringfence_auditor
create or replace function ringfence.feed_read(after bigint, max integer default 1000)
returns setof ringfence.feed
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.feed where seq > after order by seq limit least(greatest(coalesce(max, 100000), 0), 100000)
$$;
comment on function ringfence.feed_read is 'Rows of the feed after a number, in order, at most that many (100,000).';
revoke all on function ringfence.feed_read from public;
grant execute on function ringfence.feed_read to ringfence_enforcer, ringfence_auditor;
