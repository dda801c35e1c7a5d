-- For: ringfence_publisher
create or replace function ringfence.set_caps(reason text, release_cap integer default null, release_cap_share double precision default null,
  day_cap integer default null, day_cap_share double precision default null,
  canary_share double precision default null, one_value_share double precision default null, auto_restrict boolean default null, raise_by text default null,
  incident_cap integer default null)
returns table (outcome text, request_id bigint, message text)
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  wanted jsonb := jsonb_strip_nulls(jsonb_build_object('release_cap', release_cap, 'release_cap_share', release_cap_share, 'day_cap', day_cap, 'day_cap_share', day_cap_share,
    'canary_share', canary_share, 'one_value_share', one_value_share, 'auto_restrict', auto_restrict, 'raise_by', raise_by, 'incident_cap', incident_cap));
begin
  perform ringfence.plain_line('The reason', reason);
  if release_cap < 0 or day_cap < 0 or incident_cap < 0 then perform ringfence.refuse('A cap is a number from 0.'); end if;
  -- NaN is above every number here.
  if not (coalesce(release_cap_share, 0) between 0 and 1 and coalesce(day_cap_share, 0) between 0 and 1 and coalesce(canary_share, 0) between 0 and 1 and coalesce(one_value_share, 0) between 0 and 1) then
    perform ringfence.refuse('A share is a number from 0 to 1.');
  end if;
  if raise_by not in ('hour', 'two_people') then perform ringfence.refuse(format('%s is nothing that braking less could take. Say hour or two_people.', quote_literal(raise_by))); end if;
  perform ringfence.lock_cases();
  perform from ringfence.feed_head for update;
  perform ringfence.settle_caps();
  -- A later change takes the place of what waits: two requests that each ask for a part are not put together.
  update ringfence.cap_request as past set ended_at = clock_timestamp(), ended_by = session_user, outcome = 'replaced' where past.ended_at is null;
  if ringfence.is_looser(wanted) and not ringfence.is_administrator() then
    insert into ringfence.cap_request as made (wanted, reason) values (wanted, reason) returning made.request_id into request_id;
    outcome := 'waits';
    message := format('To brake less takes a second person (select * from ringfence.confirm_caps(%s);)%s. Nothing has changed yet.', request_id,
      case (select rules.raise_by from ringfence.enforcement as rules) when 'hour' then ', or an hour' else '' end);
  else
    perform ringfence.put_caps(wanted, reason);
    outcome := 'set';
    message := 'The brakes are set.';
  end if;
  return next;
end
$$;
comment on function ringfence.set_caps is 'Sets the brakes that are given; the others stay. What brakes less waits for a second publisher (ringfence.confirm_caps), or an hour, as raise_by says; what brakes more holds at once. outcome: set, or waits.';
revoke all on function ringfence.set_caps from public;
grant execute on function ringfence.set_caps to ringfence_publisher;
