-- For: the functions and triggers here
create or replace function ringfence.settle_urgent()
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  one ringfence.urgent;
  id text;
begin
  for one in select * from ringfence.open_urgent() loop
    begin
      perform from ringfence.feed_head for update;
      if one.what = 'off' then
        update ringfence.enforcement set mode = 'off', reason = one.reason;
      elsif one.what = 'expire' then
        perform ringfence.expire_cases(clock_timestamp(), one.asked_by);
      elsif ringfence.is_known(one.request ->> 'what', one.request ->> 'subject') then
        -- Whoever had the lock may have used its id meanwhile; the lift is done all the same.
        id := one.request ->> 'id';
        if exists (select from ringfence.release as past where past.kind = 'undo' and past.release_id = id) then id := 'urgent:' || one.urgent_id; end if;
        perform from ringfence.undo_now(one.request ->> 'what', one.request ->> 'subject', id, one.reason, one.request ? 'allow', one.asked_by);
      end if;
      insert into ringfence.audit (subject, change, detail) values ('release', 'urgent', to_jsonb(one));
      insert into ringfence.urgent_done (urgent_id) values (one.urgent_id);
    exception when others then
      -- It stays open: a stop in force, a lift told ahead, and nothing is released until it can be carried out.
      null;
    end;
  end loop;
end
$$;
comment on function ringfence.settle_urgent is 'Carries out what was asked for without the lock on cases; the caller holds it.';
revoke all on function ringfence.settle_urgent from public;
