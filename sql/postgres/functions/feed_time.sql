-- For: the functions and triggers here
create or replace function ringfence.feed_time(at timestamptz)
returns text
language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
comment on function ringfence.feed_time is 'A time in a row''s text: 2026-01-31T23:59:59.123Z.';
revoke all on function ringfence.feed_time from public;
