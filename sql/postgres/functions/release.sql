-- For: ringfence_publisher
create or replace function ringfence.release(id text, ring text default null, most integer default null, accept text default null)
returns table (outcome text, brake text, facts jsonb, message text, applied bigint, lifted bigint, waiting bigint, first_seq bigint, last_seq bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set plan_cache_mode = force_custom_plan set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  request jsonb := jsonb_build_object('ring', ring, 'most', most, 'accept', accept);
  known ringfence.release;
  cases text[];
  automatic text[];
  drawn text[];
  at timestamptz;
begin
  perform ringfence.release_id(id);
  if most < 0 then perform ringfence.refuse('A release of less than nothing cannot be.'); end if;
  perform ringfence.lock_cases();
  perform from ringfence.feed_head for update;
  -- Whoever adds to the allow-list now is either seen below or waits until this has committed.
  lock table ringfence.allow_list in share mode;
  perform ringfence.settle_caps();
  applied := 0; lifted := 0;
  known := ringfence.release_known(id, 'release', request);
  if known.release_id is not null then
    outcome := 'already'; applied := known.apply_count; lifted := known.lift_count; first_seq := known.first_seq; last_seq := known.last_seq;
    facts := jsonb_build_object('released_at', ringfence.feed_time(known.released_at), 'effects', known.apply_count);
  else
    at := date_trunc('milliseconds', clock_timestamp());
    lifted := ringfence.expire_cases(at);
    select coalesce(array_agg(one.case_id), '{}'), coalesce(array_agg(one.case_id) filter (where one.automatic), '{}'), count(*)
    into cases, automatic, waiting from ringfence.releasable(ring, most) as one;
    select held.brake, held.facts into brake, facts from ringfence.brake_mode(waiting) as held where waiting > 0;
    if waiting = 0 then
      outcome := 'nothing'; facts := jsonb_build_object('why', 'nothing_approved', 'waiting', 0);
    elsif brake is not null then
      outcome := 'held';
    elsif (select mode from ringfence.enforcement) = 'shadow' then
      outcome := 'shadow'; facts := jsonb_build_object('waiting', waiting);
    elsif (select mode from ringfence.enforcement) = 'canary' then
      select held.drawn, held.chosen, held.automatic into drawn, cases, automatic from ringfence.canary_draw_now(ring, most) as held;
      if cardinality(drawn) = 0 then
        outcome := 'nothing'; facts := jsonb_build_object('why', 'drawn_before', 'waiting', waiting);
      elsif cardinality(cases) = 0 then
        outcome := 'nothing'; facts := jsonb_build_object('why', 'canary_drew_nobody', 'waiting', waiting, 'drawn', cardinality(drawn), 'canary_share', (select canary_share from ringfence.enforcement));
      end if;
    end if;
    if outcome is null then
      select 'held', held.brake, held.facts into outcome, brake, facts from ringfence.first_brake(cases, accept, at) as held;
    end if;
    if outcome = 'held' then
      insert into ringfence.audit (subject, change, detail) values ('release', 'held', jsonb_build_object('release_id', id, 'brake', brake, 'request', request, 'facts', facts));
    elsif outcome is null then
      if cardinality(automatic) > 0 then perform ringfence.approve_automatic(automatic); end if;
      if drawn is not null then
        insert into ringfence.canary_draw (case_id, release_id, chosen)
        select one, id, chosen is not null from unnest(drawn) as one left join unnest(cases) as chosen on chosen = one;
      end if;
      known := ringfence.release_now(id, 'release', request, at, cases, '{}', null);
      outcome := 'released'; applied := known.apply_count; waiting := greatest(waiting - applied, 0); first_seq := known.first_seq; last_seq := known.last_seq;
      facts := jsonb_build_object('effects', applied);
    end if;
  end if;
  message := ringfence.release_message(id, request, outcome, brake, facts);
  return next;
end
$$;
comment on function ringfence.release is 'Writes what may leave to the feed, past the brakes. outcome: released, nothing, shadow, held (see brake, facts and message) or already (this id was done).';
revoke all on function ringfence.release from public;
grant execute on function ringfence.release to ringfence_publisher;
