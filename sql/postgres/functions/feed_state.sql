-- For: ringfence_enforcer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.feed_state()
returns table (epoch uuid, epoch_after bigint, last_seq bigint, last_hash text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select head.epoch, feed_epoch.after_seq, head.last_seq, head.last_hash from ringfence.feed_head as head join ringfence.feed_epoch on feed_epoch.epoch = head.epoch
$$;
comment on function ringfence.feed_state is 'The epoch now, the last row of the epochs before it, and where the feed ends.';
revoke all on function ringfence.feed_state from public;
grant execute on function ringfence.feed_state to ringfence_enforcer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;
