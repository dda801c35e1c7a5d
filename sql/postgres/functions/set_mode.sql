-- For: ringfence_publisher
create or replace function ringfence.set_mode(mode text, reason text)
returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
#variable_conflict use_variable
begin
  if mode is null or mode not in ('off', 'shadow', 'canary', 'on') then perform ringfence.refuse(format('%s is no mode. Say off, shadow, canary or on.', coalesce(quote_literal(mode), 'null'))); end if;
  perform ringfence.plain_line('The reason', reason);
  -- After a release on its way, so that nothing leaves after this returns; to switch off waits for nobody.
  if mode = 'off' then perform ringfence.lock_cases_now(); else perform ringfence.lock_cases(); end if;
  perform from ringfence.feed_head for update;
  update ringfence.enforcement set mode = mode, reason = reason;
  return mode;
end
$$;
comment on function ringfence.set_mode is 'Sets the mode of releases: off, shadow, canary or on.';
revoke all on function ringfence.set_mode from public;
grant execute on function ringfence.set_mode to ringfence_publisher;
