-- For: the functions and triggers here
create or replace function ringfence.guard_feed_head()
returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op <> 'UPDATE' then
    perform ringfence.refuse(format('%s of ringfence.feed_head is refused: the feed has one head.', lower(tg_op)));
  end if;
  if (new.epoch = old.epoch and pg_trigger_depth() < 2) or (new.epoch <> old.epoch and (new.last_seq, new.last_hash) <> (old.last_seq, old.last_hash)) then
    perform ringfence.refuse('The head of the feed moves with its rows only. Use ringfence.release, undo, expire_due or new_epoch.');
  end if;
  return new;
end $$;
comment on function ringfence.guard_feed_head is 'The head moves with the feed or begins an epoch, nothing else.';
revoke all on function ringfence.guard_feed_head from public;
