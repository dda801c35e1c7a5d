-- For: the functions and triggers here
-- Called once per row, also by functions that plan each statement anew: here plans are kept.
create or replace function ringfence.is_listed(kind text, value text)
returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = auto as $$
begin
  return exists (
    select from ringfence.allow_list as entry
    -- Before networks were a kind of their own they were listed as addresses.
    where entry.value = is_listed.value and (entry.kind = is_listed.kind or (entry.kind = 'address' and is_listed.kind = 'network'))
      and entry.removed_at is null and (entry.expires_at is null or entry.expires_at > clock_timestamp())
  );
end
$$;
comment on function ringfence.is_listed is 'True where this device, address, network, target or registration time is on the allow-list now.';
revoke all on function ringfence.is_listed from public;
