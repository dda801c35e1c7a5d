-- For: ringfence_reviewer
create or replace function ringfence.allow_remove(allow_id bigint)
returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
#variable_conflict use_variable
begin
  perform ringfence.lock_cases();
  update ringfence.allow_list as entry set removed_at = clock_timestamp(), removed_by = session_user where entry.allow_id = allow_id and entry.removed_at is null;
  if found then return true; end if;
  if not exists (select from ringfence.allow_list as entry where entry.allow_id = allow_id) then perform ringfence.refuse(format('The allow-list has no entry %s. List it first.', allow_id)); end if;
  return false;
end $$;
comment on function ringfence.allow_remove is 'Takes an entry back; false where it was taken back before.';
revoke all on function ringfence.allow_remove from public;
grant execute on function ringfence.allow_remove to ringfence_reviewer;
