-- Meaning: from approved cases to the feed, past the brakes. A release has an id that its caller chose: asked again with the same id, it
-- says what it did and does nothing. All releases wait for each other, so two of them cannot pass one cap together.
create table ringfence.enforcement (
  only_row boolean primary key default true check (only_row),
  mode text not null check (mode in ('off', 'shadow', 'canary', 'on')),
  release_cap integer not null check (release_cap >= 0),
  release_cap_share double precision not null check (release_cap_share between 0 and 1),
  day_cap integer not null check (day_cap >= 0),
  day_cap_share double precision not null check (day_cap_share between 0 and 1),
  canary_share double precision not null check (canary_share between 0 and 1),
  one_value_share double precision not null check (one_value_share between 0 and 1),
  auto_restrict boolean not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by text not null default session_user,
  reason text not null check (ringfence.is_plain(reason, 500))
);
comment on table ringfence.enforcement is 'One row: the mode and the brakes of releases. Changed with ringfence.set_mode and ringfence.set_caps.';
comment on column ringfence.enforcement.only_row is 'True; there is one row.';
comment on column ringfence.enforcement.mode is 'off (nothing leaves), shadow (computed, nothing leaves), canary (a random sample leaves) or on. Lifts leave in every mode.';
comment on column ringfence.enforcement.release_cap is 'At most this many applied in one release.';
comment on column ringfence.enforcement.release_cap_share is 'And at most this share of active accounts, 0 to 1.';
comment on column ringfence.enforcement.day_cap is 'At most this many applied in any 24 hours.';
comment on column ringfence.enforcement.day_cap_share is 'And at most this share of active accounts, 0 to 1.';
comment on column ringfence.enforcement.canary_share is 'Share of the cases that leave in mode canary, 0 to 1.';
comment on column ringfence.enforcement.one_value_share is 'A release that rests by more than this share of its bits on one value is held, 0 to 1.';
comment on column ringfence.enforcement.auto_restrict is 'True: restrictions that expire by themselves are released without a person, within the caps.';
comment on column ringfence.enforcement.changed_at is 'When it was last changed.';
comment on column ringfence.enforcement.changed_by is 'By which database user.';
comment on column ringfence.enforcement.reason is 'Why.';
insert into ringfence.enforcement (mode, release_cap, release_cap_share, day_cap, day_cap_share, canary_share, one_value_share, auto_restrict, reason)
values ('shadow', 500, 0.01, 1000, 0.02, 0.05, 0.5, false, 'a new installation');

create function ringfence.guard_enforcement() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op <> 'UPDATE' then perform ringfence.refuse(format('%s of ringfence.enforcement is refused: there is one row.', lower(tg_op))); end if;
  new.changed_at := clock_timestamp();
  new.changed_by := session_user;
  return new;
end $$;
comment on function ringfence.guard_enforcement is 'Says who changed the brakes, and keeps their one row.';
create trigger guard_enforcement before insert or update or delete on ringfence.enforcement for each row execute function ringfence.guard_enforcement();
create trigger keep_enforcement before truncate on ringfence.enforcement for each statement execute function ringfence.refuse_change();
create trigger audit_enforcement after update on ringfence.enforcement for each row execute function ringfence.audit_row();
alter table ringfence.enforcement enable always trigger guard_enforcement;
alter table ringfence.enforcement enable always trigger keep_enforcement;
alter table ringfence.enforcement enable always trigger audit_enforcement;

create function ringfence.set_mode(mode text, reason text) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
begin
  if mode is null or mode not in ('off', 'shadow', 'canary', 'on') then perform ringfence.refuse(format('%s is no mode. Say off, shadow, canary or on.', coalesce(quote_literal(mode), 'null'))); end if;
  -- Waits for a release on its way, so that nothing leaves after this returns.
  perform from ringfence.feed_head for update;
  update ringfence.enforcement set mode = mode, reason = reason;
  return mode;
end $$;
comment on function ringfence.set_mode is 'Sets the mode of releases: off, shadow, canary or on.';

create function ringfence.set_caps(reason text, release_cap integer default null, release_cap_share double precision default null, day_cap integer default null, day_cap_share double precision default null,
  canary_share double precision default null, one_value_share double precision default null, auto_restrict boolean default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
begin
  perform from ringfence.feed_head for update;
  update ringfence.enforcement as brake set
    release_cap = coalesce(release_cap, brake.release_cap), release_cap_share = coalesce(release_cap_share, brake.release_cap_share),
    day_cap = coalesce(day_cap, brake.day_cap), day_cap_share = coalesce(day_cap_share, brake.day_cap_share),
    canary_share = coalesce(canary_share, brake.canary_share), one_value_share = coalesce(one_value_share, brake.one_value_share),
    auto_restrict = coalesce(auto_restrict, brake.auto_restrict), reason = reason;
end $$;
comment on function ringfence.set_caps is 'Sets the brakes that are given; the others stay.';

create table ringfence.release (
  release_id text primary key check (release_id ~ '^[A-Za-z0-9._:-]{1,100}$'),
  kind text not null check (kind in ('release', 'undo', 'expiry')),
  request jsonb not null check (jsonb_typeof(request) = 'object'),
  released_at timestamptz not null check (isfinite(released_at)),
  released_by text not null default session_user check (released_by = session_user),
  apply_count bigint not null check (apply_count >= 0),
  lift_count bigint not null check (lift_count >= 0),
  first_seq bigint,
  last_seq bigint
);
create index release_at on ringfence.release (released_at);
call ringfence.make_append_only('release');
comment on table ringfence.release is 'What was written to the feed in one go. Append-only.';
comment on column ringfence.release.release_id is 'The id that its caller chose.';
comment on column ringfence.release.kind is 'release, undo, or expiry (lifts of what was over).';
comment on column ringfence.release.request is 'What was asked: the same id with another request is refused.';
comment on column ringfence.release.released_at is 'When: effective_at of its rows.';
comment on column ringfence.release.released_by is 'By which database user.';
comment on column ringfence.release.apply_count is 'Effects applied.';
comment on column ringfence.release.lift_count is 'Effects lifted.';
comment on column ringfence.release.first_seq is 'Its first row in the feed; null: none.';
comment on column ringfence.release.last_seq is 'Its last.';

create table ringfence.canary_draw (
  case_id text primary key,
  release_id text not null,
  seed text not null check (ringfence.is_plain(seed, 100)),
  chosen boolean not null,
  drawn_at timestamptz not null default clock_timestamp()
);
call ringfence.make_append_only('canary_draw');
comment on table ringfence.canary_draw is 'Cases that were drawn for a canary release, once each: asking again does not draw again. Append-only.';
comment on column ringfence.canary_draw.case_id is 'The case.';
comment on column ringfence.canary_draw.release_id is 'The release that drew it.';
comment on column ringfence.canary_draw.seed is 'The draw''s seed.';
comment on column ringfence.canary_draw.chosen is 'True: it left. False: it waits for the mode on.';
comment on column ringfence.canary_draw.drawn_at is 'When.';

create function ringfence.active_accounts() returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select account_count from ringfence.run where status = 'published' order by as_of desc, finished_at desc limit 1), 0)
$$;
comment on function ringfence.active_accounts is 'N of the newest published run.';

create function ringfence.releasable(ring text, most integer) returns table (case_id text, account_id text, action text, ring_id text, expires_at timestamptz, automatic boolean) language sql stable set search_path = pg_catalog, pg_temp as $$
  -- In order first ("offset 0"), so that with a limit the allow-list is asked about that many only.
  select candidate.case_id, candidate.account_id, candidate.action, candidate.ring_id, candidate.expires_at, candidate.state = 'proposed'
  from (
    select * from ringfence.ban_candidate
    where (state = 'approved' or (state = 'proposed' and action = 'restrict' and expires_at is not null and (select auto_restrict from ringfence.enforcement)))
      and (expires_at is null or expires_at > clock_timestamp())
      and (ring is null or ban_candidate.ring_id = ring)
    order by length(ban_candidate.case_id), ban_candidate.case_id
    offset 0
  ) as candidate
  where not ringfence.is_allowed(candidate.account_id, candidate.reasons)
  limit most
$$;
comment on function ringfence.releasable is 'What may leave now, oldest case first: approved, not over, nothing on the allow-list.';

create function ringfence.canary_sample(cases text[], seed text, share double precision) returns text[] language sql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
  -- Systematic sampling over action, then ring, then a seeded shuffle: every stratum gives its share, and the start is drawn too.
  select coalesce(array_agg(case_id order by length(case_id), case_id), '{}') from (
    select case_id, floor(place * share + start) > floor((place - 1) * share + start) as chosen from (
      select candidate.case_id, row_number() over (order by candidate.action, candidate.ring_id, sha256(convert_to(seed || '/' || candidate.case_id, 'UTF8'))) as place,
        get_byte(sha256(convert_to(seed, 'UTF8')), 0) / 256.0::double precision as start
      from ringfence.ban_candidate as candidate where candidate.case_id = any (cases)
    ) as placed
  ) as drawn where chosen
$$;
comment on function ringfence.canary_sample is 'A stratified random sample of cases, by action and ring; the same seed draws the same.';

create function ringfence.heaviest_value(cases text[]) returns table (kind text, value text, case_count bigint, share double precision) language sql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
  select kind, value, count(*), (sum(bits) / nullif(sum(sum(bits)) over (), 0))::double precision
  from ringfence.ban_candidate as candidate cross join lateral ringfence.values_of(candidate.reasons)
  where candidate.case_id = any (cases)
  group by kind, value
  order by sum(bits) desc, kind, value
  limit 1
$$;
comment on function ringfence.heaviest_value is 'The value that cases rest on most, by its share of the bits of their strongest keys.';

create function ringfence.release_now(id text, kind text, request jsonb, at timestamptz, apply text[], lift text[], lift_reason text) returns ringfence.release language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  before bigint;
  made ringfence.release;
begin
  select last_seq into strict before from ringfence.feed_head;
  if cardinality(lift) > 0 then perform ringfence.append_effects('lift', lift, id, lift_reason, at); end if;
  if cardinality(apply) > 0 then perform ringfence.append_effects('apply', apply, id, 'coordinated_ring', at); end if;
  update ringfence.ban_candidate set state = case lift_reason when 'expired' then 'expired' else 'reversed' end where case_id = any (lift) and state = 'released';
  update ringfence.ban_candidate set state = 'released' where case_id = any (apply) and state = 'approved';
  insert into ringfence.release (release_id, kind, request, released_at, apply_count, lift_count, first_seq, last_seq)
  select id, kind, request, at, cardinality(apply), cardinality(lift), case when last_seq > before then before + 1 end, case when last_seq > before then last_seq end from ringfence.feed_head
  returning * into made;
  -- A hint: consumers that hear nothing still find it by reading.
  perform pg_notify('ringfence_feed', made.last_seq::text);
  return made;
end $$;
comment on function ringfence.release_now is 'Writes one release; the caller holds the locks and has asked the brakes.';

create function ringfence.release(id text, ring text default null, most integer default null, seed text default '1', accept text default null)
returns table (outcome text, brake text, message text, applied bigint, lifted bigint, waiting bigint, first_seq bigint, last_seq bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  request jsonb := jsonb_build_object('ring', ring, 'most', most, 'seed', seed, 'accept', accept);
  known ringfence.release;
  rules ringfence.enforcement;
  cases text[];
  drawn text[];
  automatic text[];
  n bigint;
  today bigint;
  accounts bigint;
  cap bigint;
  heavy record;
  at timestamptz;
begin
  if id is null or id !~ '^[A-Za-z0-9._:-]{1,100}$' then perform ringfence.refuse(format('%s is no release id: 1 to 100 letters, digits, dots, colons, dashes and underscores.', coalesce(quote_literal(id), 'null'))); end if;
  if most < 0 then perform ringfence.refuse('A release of less than nothing cannot be.'); end if;
  perform ringfence.lock_cases();
  perform from ringfence.feed_head for update;
  -- Whoever adds to the allow-list now is either seen below or waits until this has committed.
  lock table ringfence.allow_list in share mode;
  applied := 0; lifted := 0;
  select * into known from ringfence.release as one where one.release_id = id;
  if known.release_id is not null then
    if known.kind <> 'release' or known.request <> request then perform ringfence.refuse(format('Release %s was something else (%s %s). Choose another id.', id, known.kind, known.request)); end if;
    outcome := 'already'; applied := known.apply_count; lifted := known.lift_count; first_seq := known.first_seq; last_seq := known.last_seq;
    message := format('Release %s was done at %s: %s applied. Nothing was done now.', id, ringfence.feed_time(known.released_at), known.apply_count);
    return next;
    return;
  end if;
  at := date_trunc('milliseconds', clock_timestamp());
  lifted := ringfence.expire_cases(at);
  select * into strict rules from ringfence.enforcement;
  select array_agg(one.case_id), count(*) into cases, waiting from ringfence.releasable(ring, most) as one;
  if waiting = 0 then
    outcome := 'nothing'; message := 'No approved case may leave now.';
    return next;
    return;
  end if;
  if rules.mode = 'off' then
    outcome := 'held'; brake := 'mode'; message := format('The mode is off: nothing leaves. %s cases wait. To go on: look at "ringfence diff", then "ringfence mode shadow", canary or on.', waiting);
  elsif rules.mode = 'shadow' then
    outcome := 'shadow'; message := format('The mode is shadow: nothing was released. %s cases would leave ("ringfence diff" lists them). To go on: "ringfence mode canary" or on.', waiting);
    return next;
    return;
  end if;
  if outcome is null and rules.mode = 'canary' then
    -- A case is drawn once: releasing again must not let the rest out piece by piece.
    select coalesce(array_agg(fresh.case_id order by length(fresh.case_id), fresh.case_id), '{}') into drawn from (
      select one.case_id from ringfence.releasable(ring, null) as one where not exists (select from ringfence.canary_draw as past where past.case_id = one.case_id) limit most
    ) as fresh;
    cases := ringfence.canary_sample(drawn, seed, rules.canary_share);
    if cardinality(cases) = 0 and cardinality(drawn) = 0 then
      outcome := 'nothing'; message := format('The mode is canary, and the %s cases that wait were drawn before. To go on: "ringfence mode on".', waiting);
      return next;
      return;
    end if;
  end if;
  n := cardinality(cases);
  accounts := ringfence.active_accounts();
  if outcome is null then
    cap := least(rules.release_cap, floor(rules.release_cap_share * accounts));
    if n > cap then
      outcome := 'held'; brake := 'release_cap';
      message := format('The release would apply %s effects; the cap is %s (%s, and %s of %s active accounts). Nothing was released. To go on: release part of it (--ring, --limit %s), or raise the caps with "ringfence mode --release-cap %s --release-cap-share S --reason WHY".', n, cap, rules.release_cap, rules.release_cap_share, accounts, cap, n);
    end if;
  end if;
  if outcome is null then
    select coalesce(sum(one.apply_count), 0) into today from ringfence.release as one where one.released_at > at - interval '24 hours';
    cap := least(rules.day_cap, floor(rules.day_cap_share * accounts));
    if today + n > cap then
      outcome := 'held'; brake := 'day_cap';
      message := format('The release would apply %s effects after %s in the last 24 hours; the cap is %s (%s, and %s of %s active accounts). Nothing was released. To go on: wait, release at most %s now (--limit), or raise the caps with "ringfence mode --day-cap %s --day-cap-share S --reason WHY".', n, today, cap, rules.day_cap, rules.day_cap_share, accounts, greatest(cap - today, 0), today + n);
    end if;
  end if;
  if outcome is null and n > 0 then
    select * into heavy from ringfence.heaviest_value(cases);
    if heavy.share > rules.one_value_share and accept is distinct from heavy.kind || ':' || heavy.value then
      outcome := 'held'; brake := 'one_value';
      message := format('The release rests by %s %% of its bits on one %s, %s, which %s of its %s accounts hold; the limit is %s %%. Nothing was released. To go on: look at the ring; if that is right, release with --accept %s.',
        round((100 * heavy.share)::numeric), heavy.kind, to_json(left(heavy.value, 200))::text, heavy.case_count, n, round((100 * rules.one_value_share)::numeric), quote_literal(heavy.kind || ':' || heavy.value));
    end if;
  end if;
  if outcome = 'held' then
    insert into ringfence.audit (subject, change, detail) values ('release', 'held', jsonb_build_object('release_id', id, 'brake', brake, 'request', request, 'message', message));
    return next;
    return;
  end if;
  if rules.auto_restrict then
    select array_agg(one.case_id) into automatic from ringfence.releasable(ring, most) as one where one.automatic and one.case_id = any (cases);
  end if;
  if automatic is not null then
    insert into ringfence.decision (case_id, verdict, reason) select one, 'automatic', 'a restriction that expires by itself' from unnest(automatic) as one on conflict on constraint decision_once do nothing;
    update ringfence.ban_candidate set state = 'approved' where case_id = any (automatic) and state = 'proposed';
  end if;
  if drawn is not null then
    insert into ringfence.canary_draw (case_id, release_id, seed, chosen) select one, id, seed, one = any (cases) from unnest(drawn) as one;
  end if;
  known := ringfence.release_now(id, 'release', request, at, cases, '{}', null);
  outcome := 'released'; applied := known.apply_count; waiting := greatest(waiting - n, 0); first_seq := known.first_seq; last_seq := known.last_seq;
  message := format('Released %s effects as %s.', n, id);
  return next;
end $$;
comment on function ringfence.release is 'Writes what may leave to the feed, past the brakes. outcome: released, nothing, shadow, held (see brake and message) or already (this id was done).';

create function ringfence.release_preview(ring text default null, most integer default null) returns table (case_id text, account_id text, action text, ring_id text, expires_at timestamptz, automatic boolean) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.releasable(ring, most)
$$;
comment on function ringfence.release_preview is 'What a release would let out in mode on, brakes apart.';

create function ringfence.enforcement_state() returns table (mode text, release_cap integer, release_cap_share double precision, day_cap integer, day_cap_share double precision, canary_share double precision,
  one_value_share double precision, auto_restrict boolean, changed_at timestamptz, changed_by text, reason text, active_accounts bigint, applied_today bigint, proposed bigint, approved bigint, released bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select rules.mode, rules.release_cap, rules.release_cap_share, rules.day_cap, rules.day_cap_share, rules.canary_share, rules.one_value_share, rules.auto_restrict, rules.changed_at, rules.changed_by, rules.reason,
    ringfence.active_accounts(), (select coalesce(sum(apply_count), 0)::bigint from ringfence.release where released_at > clock_timestamp() - interval '24 hours'),
    (select count(*) from ringfence.ban_candidate where state = 'proposed'), (select count(*) from ringfence.ban_candidate where state = 'approved'), (select count(*) from ringfence.ban_candidate where state = 'released')
  from ringfence.enforcement as rules
$$;
comment on function ringfence.enforcement_state is 'Mode, brakes, and how many cases stand where.';
