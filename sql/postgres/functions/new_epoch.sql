-- For: the functions and triggers here
create or replace function ringfence.new_epoch(reason text)
returns uuid
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  fresh uuid := gen_random_uuid();
begin
  perform ringfence.plain_line('The reason', reason);
  perform ringfence.lock_cases();
  perform from ringfence.feed_head for update;
  insert into ringfence.feed_epoch (epoch, after_seq, reason) select fresh, last_seq, reason from ringfence.feed_head;
  update ringfence.feed_head set epoch = fresh;
  insert into ringfence.audit (subject, change, detail) values ('feed_epoch', 'insert', jsonb_build_object('epoch', fresh, 'reason', reason));
  return fresh;
end
$$;
comment on function ringfence.new_epoch is 'Begins a new epoch, after a restore: consumers halt until a person has looked. For the owner of the schema.';
revoke all on function ringfence.new_epoch from public;
