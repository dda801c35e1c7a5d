-- For: the functions and triggers here
create or replace function ringfence.expire_cases(at timestamptz, by text default session_user)
returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  over text[];
  made ringfence.release;
begin
  update ringfence.ban_candidate set state = 'expired' where state in ('proposed', 'approved') and expires_at <= at;
  select array_agg(case_id order by length(case_id), case_id) into over from ringfence.ban_candidate where state = 'released' and expires_at <= at;
  if over is null then return 0; end if;
  made := ringfence.release_now((select 'expiry:' || epoch || ':' || last_seq + 1 from ringfence.feed_head), 'expiry', '{}', date_trunc('milliseconds', at), '{}', over, 'expired', by);
  return made.lift_count;
end
$$;
comment on function ringfence.expire_cases is 'Ends what is over; the caller holds the locks.';
revoke all on function ringfence.expire_cases from public;
