-- For: the functions and triggers here
create or replace function ringfence.guard_enforcement()
returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op <> 'UPDATE' then perform ringfence.refuse(format('%s of ringfence.enforcement is refused: there is one row.', lower(tg_op))); end if;
  new.changed_at := clock_timestamp();
  new.changed_by := case when new.mode = 'off' then ringfence.asked_by('off', new.reason) else session_user end;
  return new;
end $$;
comment on function ringfence.guard_enforcement is 'Says who changed the brakes, and keeps their one row.';
revoke all on function ringfence.guard_enforcement from public;
