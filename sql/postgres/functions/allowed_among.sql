-- For: the functions and triggers here
create or replace function ringfence.allowed_among(cases text[])
returns setof text
language sql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
  select candidate.case_id
  from unnest(cases) as one join ringfence.ban_candidate as candidate on candidate.case_id = one
  join ringfence.allow_list as entry on entry.kind = 'account' and entry.value = candidate.account_id
  where entry.removed_at is null and (entry.expires_at is null or entry.expires_at > clock_timestamp())
  union
  -- Mostly nothing but accounts is listed, and no key is looked at.
  select held.case_id
  from unnest(cases) as one join ringfence.case_key as held on held.case_id = one
  where exists (select from ringfence.allow_list where kind <> 'account' and removed_at is null) and ringfence.is_listed(held.value_kind, held.value)
$$;
comment on function ringfence.allowed_among is 'Of these cases those whose account, or a value that they rest on, is on the allow-list now.';
revoke all on function ringfence.allowed_among from public;
