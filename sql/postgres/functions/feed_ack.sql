-- For: ringfence_enforcer
create or replace function ringfence.feed_ack(consumer text, seq bigint)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  head ringfence.feed_head;
  acked bigint;
begin
  perform ringfence.own_consumer(consumer);
  select * into strict head from ringfence.feed_head;
  if seq is null or seq < 0 or seq > head.last_seq then
    perform ringfence.refuse(format('The feed ends at %s; %s cannot be acknowledged. Read with ringfence.feed_read first.', head.last_seq, coalesce(seq::text, 'null')));
  end if;
  insert into ringfence.feed_consumer as known (consumer, epoch, seq, acked_at, acked_by) values (consumer, head.epoch, seq, clock_timestamp(), session_user)
  on conflict on constraint feed_consumer_pkey do update
    set seq = greatest(known.seq, excluded.seq), epoch = excluded.epoch, acked_at = excluded.acked_at, acked_by = excluded.acked_by
    where known.acked_by = session_user or ringfence.is_administrator()
  returning known.seq into acked;
  -- Somebody else was the first to use the name, after it was looked for above.
  if acked is null then perform ringfence.own_consumer(consumer); end if;
  return acked;
end
$$;
comment on function ringfence.feed_ack is 'A consumer says that it has applied everything up to a number; gives how far it is. Saying less than before changes nothing.';
revoke all on function ringfence.feed_ack from public;
grant execute on function ringfence.feed_ack to ringfence_enforcer;
