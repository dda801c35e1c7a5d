-- For: the functions and triggers here
create or replace function ringfence.brake_release_cap(effects bigint)
returns table (brake text, facts jsonb)
language sql stable set search_path = pg_catalog, pg_temp set extra_float_digits = 1 as $$
  select 'release_cap', jsonb_build_object('effects', effects, 'cap', room.cap, 'release_cap', rules.release_cap, 'release_cap_share', rules.release_cap_share, 'active_accounts', room.accounts)
  from ringfence.enforcement as rules
  cross join lateral (
    select accounts, least(rules.release_cap, floor(rules.release_cap_share * accounts))::bigint as cap from ringfence.active_accounts() as accounts
  ) as room
  where effects > room.cap
$$;
comment on function ringfence.brake_release_cap is 'A row where a release of that many effects passes the cap of a release, absolute or as a share of active accounts.';
revoke all on function ringfence.brake_release_cap from public;
