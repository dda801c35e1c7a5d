-- For: the functions and triggers here
-- Called once per row, also by functions that plan each statement anew: here plans are kept.
create or replace function ringfence.is_allowed(account text, reasons jsonb)
returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = auto as $$
begin
  -- Mostly nothing but accounts is listed, and the index answers.
  if exists (
    select from ringfence.allow_list
    where value = account and kind = 'account' and removed_at is null and (expires_at is null or expires_at > clock_timestamp())
  ) then return true; end if;
  if not exists (select from ringfence.allow_list where kind <> 'account' and removed_at is null) then return false; end if;
  return exists (
    select from ringfence.values_of(reasons) as held
    join ringfence.allow_list as entry on entry.value = held.value
      -- Before networks were a kind of their own they were listed as addresses.
      and (entry.kind = held.kind or (entry.kind = 'address' and held.kind = 'network'))
    where entry.removed_at is null and (entry.expires_at is null or entry.expires_at > clock_timestamp())
  );
end
$$;
comment on function ringfence.is_allowed is 'True where the account, or a value that its case rests on, is on the allow-list now.';
revoke all on function ringfence.is_allowed from public;
