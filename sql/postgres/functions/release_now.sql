-- For: the functions and triggers here
create or replace function ringfence.release_now(id text, kind text, request jsonb, at timestamptz, apply text[], lift text[], lift_reason text, by text default session_user)
returns ringfence.release
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  before bigint;
  made ringfence.release;
begin
  select last_seq into strict before from ringfence.feed_head;
  if cardinality(lift) > 0 then perform ringfence.append_effects('lift', lift, id, lift_reason, at, by); end if;
  if cardinality(apply) > 0 then perform ringfence.append_effects('apply', apply, id, 'coordinated_ring', at); end if;
  if cardinality(lift) > 0 then
    update ringfence.ban_candidate as candidate set state = case lift_reason when 'expired' then 'expired' else 'reversed' end
    where candidate.case_id = any (lift) and candidate.state = 'released';
  end if;
  if cardinality(apply) > 0 then
    update ringfence.ban_candidate as candidate set state = 'released' where candidate.case_id = any (apply) and candidate.state = 'approved';
  end if;
  insert into ringfence.release (release_id, kind, request, released_at, apply_count, lift_count, first_seq, last_seq)
  select id, kind, request, at, cardinality(apply), cardinality(lift), case when last_seq > before then before + 1 end, case when last_seq > before then last_seq end from ringfence.feed_head
  returning * into made;
  -- Nothing is notified here: at their commit sessions that notify wait for each other, and any database user can write gigabytes there.
  return made;
end
$$;
comment on function ringfence.release_now is 'Writes one release; the caller holds the locks and has asked the brakes.';
revoke all on function ringfence.release_now from public;
