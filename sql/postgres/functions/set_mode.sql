-- For: ringfence_publisher
create or replace function ringfence.set_mode(mode text, reason text)
returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
#variable_conflict use_variable
begin
  if mode is null or mode not in ('off', 'shadow', 'canary', 'on') then perform ringfence.refuse(format('%s is no mode. Say off, shadow, canary or on.', coalesce(quote_literal(mode), 'null'))); end if;
  perform ringfence.plain_line('The reason', reason);
  if mode = 'off' then
    perform ringfence.read_committed();
    -- To switch off waits for nobody: from now on every release fails that comes to its commit, and who came there before has a second to be done, or is ended.
    insert into ringfence.urgent (what, reason) values ('off', reason);
    begin
      perform set_config('lock_timeout', '1s', true);
      lock table ringfence.case_lock in exclusive mode;
      perform ringfence.settle_urgent();
    exception when lock_not_available then
      perform ringfence.await_commits();
    end;
    return mode;
  end if;
  perform ringfence.lock_cases();
  perform from ringfence.feed_head for update;
  update ringfence.enforcement set mode = mode, reason = reason;
  return mode;
end
$$;
comment on function ringfence.set_mode is 'Sets the mode of releases: off, shadow, canary or on. Off waits for nobody: nothing leaves any more when it has returned, whatever lock somebody holds.';
revoke all on function ringfence.set_mode from public;
grant execute on function ringfence.set_mode to ringfence_publisher;
