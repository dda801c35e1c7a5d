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
    select from jsonb_array_elements(case jsonb_typeof(reasons -> 'keys') when 'array' then reasons -> 'keys' else '[]' end) as one
    join ringfence.trace_kind as known on known.kind = one ->> 'kind'
    where ringfence.is_listed(known.value_kind, ringfence.value_of(known.key_form, one ->> 'key'))
  );
end
$$;
comment on function ringfence.is_allowed is 'True where the account, or a value that its case rests on, is on the allow-list now.';
revoke all on function ringfence.is_allowed from public;
