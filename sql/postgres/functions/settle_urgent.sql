-- For: the functions and triggers here
create or replace function ringfence.settle_urgent()
returns void
language plpgsql set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set timezone = 'UTC' as $$
declare
  one ringfence.urgent;
  id text;
  stops bigint[] := array(select stop.urgent_id from ringfence.open_urgent() as stop where stop.what = 'off');
begin
  -- All stops are one: whoever switches off while somebody else has the lock leaves a row each time, and the rows of an hour must not take minutes.
  if cardinality(stops) > 0 then
    begin
      perform from ringfence.feed_head for update;
      update ringfence.enforcement set mode = 'off', reason = (select stop.reason from ringfence.urgent as stop where stop.urgent_id = stops[cardinality(stops)]);
      insert into ringfence.audit (subject, change, detail) select 'release', 'urgent', to_jsonb(stop) from ringfence.urgent as stop where stop.urgent_id = any (stops) order by stop.urgent_id;
      insert into ringfence.urgent_done (urgent_id) select unnest(stops);
    exception when others then
      -- It stays in force.
      null;
    end;
  end if;
  for one in select * from ringfence.open_urgent() as lift where lift.what <> 'off' loop
    begin
      perform from ringfence.feed_head for update;
      if one.what = 'expire' then
        perform ringfence.expire_cases(clock_timestamp(), one.asked_by);
      elsif ringfence.is_known(one.request ->> 'what', one.request ->> 'subject') then
        -- Whoever had the lock may have used its id meanwhile; the lift is done all the same.
        id := one.request ->> 'id';
        if exists (select from ringfence.release as past where past.kind = 'undo' and past.release_id = id) then id := 'urgent:' || one.urgent_id; end if;
        perform from ringfence.undo_now(one.request - 'id', id, one.reason, one.asked_by);
      end if;
      insert into ringfence.audit (subject, change, detail) values ('release', 'urgent', to_jsonb(one));
      insert into ringfence.urgent_done (urgent_id) values (one.urgent_id);
    exception when others then
      -- It stays open: a lift told ahead, and nothing is released until it can be carried out.
      null;
    end;
  end loop;
end
$$;
comment on function ringfence.settle_urgent is 'Carries out what was asked for without the lock on cases; the caller holds it.';
revoke all on function ringfence.settle_urgent from public;
