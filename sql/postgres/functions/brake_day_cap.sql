-- For: the functions and triggers here
create or replace function ringfence.brake_day_cap(effects bigint, at timestamptz)
returns table (brake text, facts jsonb)
language sql stable set search_path = pg_catalog, pg_temp set extra_float_digits = 1 as $$
  select 'day_cap', jsonb_build_object('effects', effects, 'applied', past.applied, 'room', greatest(room.cap - past.applied, 0), 'cap', room.cap,
    'day_cap', rules.day_cap, 'day_cap_share', rules.day_cap_share, 'active_accounts', room.accounts)
  from ringfence.enforcement as rules
  cross join lateral (
    select accounts, least(rules.day_cap, floor(rules.day_cap_share * accounts))::bigint as cap from ringfence.active_accounts() as accounts
  ) as room
  cross join (select coalesce(sum(one.apply_count), 0)::bigint as applied from ringfence.release as one where one.released_at > at - interval '24 hours') as past
  where past.applied + effects > room.cap
$$;
comment on function ringfence.brake_day_cap is 'A row where that many effects pass the cap of 24 hours, with what was applied in them.';
revoke all on function ringfence.brake_day_cap from public;
