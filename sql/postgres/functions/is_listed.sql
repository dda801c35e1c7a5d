-- For: the functions and triggers here
-- Called once per row, also by functions that plan each statement anew: here plans are kept.
create or replace function ringfence.is_listed(kind text, value text)
returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = auto as $$
#variable_conflict use_variable
begin
  if kind = 'device' then value := ringfence.canonical_device(value); end if;
  if exists (
    select from ringfence.allow_list as entry
    where entry.value = value and entry.kind = kind and entry.removed_at is null and (entry.expires_at is null or entry.expires_at > clock_timestamp())
  ) then return true; end if;
  -- A listed network holds for what is in it. Before networks were a kind of their own they were listed as addresses.
  return kind in ('address', 'network') and exists (
    select from ringfence.allow_list as entry
    where entry.kind in ('network', 'address') and entry.removed_at is null and (entry.expires_at is null or entry.expires_at > clock_timestamp())
      and strpos(entry.value, '/') > 0 and ringfence.is_within(value, entry.value)
  );
end
$$;
comment on function ringfence.is_listed is 'True where this device, address, network, target or registration time is on the allow-list now, an address or network also where a network around it is.';
revoke all on function ringfence.is_listed from public;
