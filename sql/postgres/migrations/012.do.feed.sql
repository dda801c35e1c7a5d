-- Meaning: what enforcement reads: effects with gap-free numbers in commit order, each chained to the one before by its hash.
-- A sequence cannot number a feed: numbers are drawn before the commit, so a reader at "seq > n" passes by what commits later. Here
-- the head row is locked until the commit, so the next number is drawn when the one before is there to be read.
create table ringfence.feed_epoch (
  epoch uuid primary key,
  started_at timestamptz not null default clock_timestamp(),
  after_seq bigint not null check (after_seq >= 0),
  reason text not null check (ringfence.is_plain(reason, 500)),
  started_by text not null default session_user
);
call ringfence.make_append_only('feed_epoch');
comment on table ringfence.feed_epoch is 'Lives of the feed: a new one begins at every restore of the database, so that consumers halt instead of going on in another history.';
comment on column ringfence.feed_epoch.epoch is 'Its name.';
comment on column ringfence.feed_epoch.started_at is 'When it began.';
comment on column ringfence.feed_epoch.after_seq is 'The last row of the epochs before it.';
comment on column ringfence.feed_epoch.reason is 'Why.';
comment on column ringfence.feed_epoch.started_by is 'Who began it (database user).';

create table ringfence.feed_head (
  only_row boolean primary key default true check (only_row),
  epoch uuid not null,
  last_seq bigint not null check (last_seq >= 0),
  last_hash text not null check (last_hash ~ '^[0-9a-f]{64}$')
);
comment on table ringfence.feed_head is 'One row: where the feed ends. Whoever appends holds its lock until the commit.';
comment on column ringfence.feed_head.only_row is 'True; there is one row.';
comment on column ringfence.feed_head.epoch is 'The epoch now.';
comment on column ringfence.feed_head.last_seq is 'Number of the last row; 0: none yet.';
comment on column ringfence.feed_head.last_hash is 'Its hash; 64 zeros: none yet.';
insert into ringfence.feed_head (epoch, last_seq, last_hash) values (gen_random_uuid(), 0, repeat('0', 64));
insert into ringfence.feed_epoch (epoch, after_seq, reason) select epoch, 0, 'the feed was made' from ringfence.feed_head;

create table ringfence.feed (
  seq bigint primary key check (seq > 0),
  epoch uuid not null references ringfence.feed_epoch,
  effect text not null check (effect in ('apply', 'lift')),
  account_id text not null,
  action text not null check (action in ('watch', 'challenge', 'restrict', 'ban')),
  reason_code text not null check (reason_code in ('coordinated_ring', 'undone_ring', 'undone_run', 'undone_release', 'expired')),
  effective_at timestamptz not null check (isfinite(effective_at) and effective_at = date_trunc('milliseconds', effective_at)),
  expires_at timestamptz check (isfinite(expires_at) and expires_at = date_trunc('milliseconds', expires_at)),
  ring_id text not null,
  case_id text not null,
  release_id text not null,
  statement text not null check (ringfence.is_plain(statement, 2000)),
  prev_hash text not null check (prev_hash ~ '^[0-9a-f]{64}$'),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  check ((effect = 'apply') = (reason_code = 'coordinated_ring'))
);
-- What makes a double effect impossible: a case is applied once and lifted once.
create unique index feed_case_once on ringfence.feed (case_id, effect);
create index feed_release on ringfence.feed (release_id);
call ringfence.make_append_only('feed');
comment on table ringfence.feed is 'Effects for enforcement, numbered without gaps in commit order, hash-chained, append-only. Read it with ringfence.feed_read.';
comment on column ringfence.feed.seq is 'Number, from 1, without gaps.';
comment on column ringfence.feed.epoch is 'The epoch it was written in.';
comment on column ringfence.feed.effect is 'apply, or lift (ends what the row of the same case applied).';
comment on column ringfence.feed.account_id is 'The account, as the source names it.';
comment on column ringfence.feed.action is 'watch, challenge, restrict or ban.';
comment on column ringfence.feed.reason_code is 'coordinated_ring; for a lift undone_ring, undone_run, undone_release or expired.';
comment on column ringfence.feed.effective_at is 'From when (UTC, whole milliseconds): the time of the release.';
comment on column ringfence.feed.expires_at is 'When it ends by itself (a lift will follow); null: not by itself, and for lifts.';
comment on column ringfence.feed.ring_id is 'The ring of the case.';
comment on column ringfence.feed.case_id is 'The case; apply and lift carry the same.';
comment on column ringfence.feed.release_id is 'The release it came in.';
comment on column ringfence.feed.statement is 'Statement of reasons for the account''s owner, without data of others.';
comment on column ringfence.feed.prev_hash is 'Hash of the row before; 64 zeros for the first.';
comment on column ringfence.feed.hash is 'sha-256 over prev_hash and the row''s text (ringfence.feed_text), lower-case hexadecimal.';

create table ringfence.feed_consumer (
  consumer text primary key check (consumer ~ '^[A-Za-z0-9._-]{1,100}$'),
  epoch uuid not null,
  seq bigint not null check (seq >= 0),
  acked_at timestamptz not null,
  acked_by text not null
);
comment on table ringfence.feed_consumer is 'How far each consumer says it is.';
comment on column ringfence.feed_consumer.consumer is 'Its name.';
comment on column ringfence.feed_consumer.epoch is 'The epoch in which it said so.';
comment on column ringfence.feed_consumer.seq is 'The last row that it has applied.';
comment on column ringfence.feed_consumer.acked_at is 'When it said so.';
comment on column ringfence.feed_consumer.acked_by is 'As which database user.';

create function ringfence.feed_time(at timestamptz) returns text language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
comment on function ringfence.feed_time is 'A time in a row''s text: 2026-01-31T23:59:59.123Z.';

create function ringfence.feed_text(line ringfence.feed) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  part text;
  whole text := '';
begin
  foreach part in array array[
    line.seq::text, line.epoch::text, line.effect, line.account_id, line.action, line.reason_code, to_char(line.effective_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    to_char(line.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), line.ring_id, line.case_id, line.release_id, line.statement
  ] loop
    whole := whole || case when part is null then '-,' else octet_length(part) || ':' || part || ',' end;
  end loop;
  return whole;
end $$;
comment on function ringfence.feed_text is 'The text of a row that its hash covers: every column but the hashes, in their order, each as its length in bytes, a colon, the value and a comma; null as "-,". docs/feed.md says it for other languages.';

create function ringfence.feed_hash(line ringfence.feed) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return encode(sha256(convert_to(line.prev_hash || ringfence.feed_text(line), 'UTF8')), 'hex');
end $$;
comment on function ringfence.feed_hash is 'The hash that a row must carry.';

create function ringfence.guard_feed() returns trigger language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  head ringfence.feed_head;
  line ringfence.feed;
begin
  select * into strict head from ringfence.feed_head for update;
  for line in select * from new_row order by seq loop
    if line.seq <> head.last_seq + 1 or line.epoch <> head.epoch or line.prev_hash <> head.last_hash or line.hash <> ringfence.feed_hash(line) then
      perform ringfence.refuse(format('Row %s does not follow row %s of the feed. Only ringfence.release, undo and expire_due write here.', line.seq, head.last_seq));
    end if;
    head.last_seq := line.seq;
    head.last_hash := line.hash;
  end loop;
  if exists (
    select from new_row left join ringfence.ban_candidate as candidate using (case_id)
    where candidate.state is distinct from (case new_row.effect when 'apply' then 'approved' else 'released' end)
      or candidate.account_id <> new_row.account_id or candidate.action <> new_row.action or candidate.ring_id <> new_row.ring_id
  ) then
    perform ringfence.refuse('Only an approved case can be applied and only a released one lifted. Nothing was written.');
  end if;
  if exists (select from new_row join ringfence.ban_candidate as candidate using (case_id) where new_row.effect = 'apply' and ringfence.is_allowed(candidate.account_id, candidate.reasons)) then
    perform ringfence.refuse('A case rests on the allow-list and cannot be applied. Nothing was written.');
  end if;
  update ringfence.feed_head set last_seq = head.last_seq, last_hash = head.last_hash;
  return null;
end $$;
comment on function ringfence.guard_feed is 'A row of the feed follows the one before, by number and hash, and is what its case may have now; moves the head.';
create trigger guard_feed after insert on ringfence.feed referencing new table as new_row for each statement execute function ringfence.guard_feed();
alter table ringfence.feed enable always trigger guard_feed;

create function ringfence.guard_feed_head() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op <> 'UPDATE' then
    perform ringfence.refuse(format('%s of ringfence.feed_head is refused: the feed has one head.', lower(tg_op)));
  end if;
  if (new.epoch = old.epoch and pg_trigger_depth() < 2) or (new.epoch <> old.epoch and (new.last_seq, new.last_hash) <> (old.last_seq, old.last_hash)) then
    perform ringfence.refuse('The head of the feed moves with its rows only. Use ringfence.release, undo, expire_due or new_epoch.');
  end if;
  return new;
end $$;
comment on function ringfence.guard_feed_head is 'The head moves with the feed or begins an epoch, nothing else.';
create trigger guard_feed_head before insert or update or delete on ringfence.feed_head for each row execute function ringfence.guard_feed_head();
create trigger keep_feed_head before truncate on ringfence.feed_head for each statement execute function ringfence.refuse_change();
alter table ringfence.feed_head enable always trigger guard_feed_head;
alter table ringfence.feed_head enable always trigger keep_feed_head;

-- Internal: writes effects for cases, in the order given. The caller holds the locks.
create function ringfence.append_effects(effect text, cases text[], release_id text, reason_code text, at timestamptz) returns bigint language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  head ringfence.feed_head;
  line ringfence.feed;
  lines ringfence.feed[] := '{}';
  the_case record;
begin
  select * into strict head from ringfence.feed_head for update;
  for the_case in
    select candidate.*, ring.size
    from unnest(cases) with ordinality as wanted (case_id, place)
    join ringfence.ban_candidate as candidate on candidate.case_id = wanted.case_id
    join ringfence.ring on ring.ring_id = candidate.ring_id
    order by place
  loop
    line.seq := head.last_seq + 1;
    line.epoch := head.epoch;
    line.effect := effect;
    line.account_id := the_case.account_id;
    line.action := the_case.action;
    line.reason_code := reason_code;
    line.effective_at := at;
    line.expires_at := case effect when 'apply' then date_trunc('milliseconds', the_case.expires_at) end;
    line.ring_id := the_case.ring_id;
    line.case_id := the_case.case_id;
    line.release_id := release_id;
    line.statement := ringfence.statement_of_reasons(effect, reason_code, the_case.action, the_case.ring_id, the_case.size, the_case.kinds, the_case.case_id, line.expires_at);
    line.prev_hash := head.last_hash;
    line.hash := ringfence.feed_hash(line);
    head.last_seq := line.seq;
    head.last_hash := line.hash;
    lines := array_append(lines, line);
  end loop;
  insert into ringfence.feed select line_of.* from unnest(lines) as line_of;
  return cardinality(lines);
end $$;
comment on function ringfence.append_effects is 'Appends effects for cases to the feed; nobody but the functions here may call it.';

create function ringfence.statement_of_reasons(effect text, reason_code text, action text, ring_id text, ring_size integer, kinds text[], case_id text, expires_at timestamptz) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if effect = 'lift' then
    return format('The %s of case %s is lifted: %s.', action, case_id, case reason_code when 'expired' then 'its time is over' else 'the decision was undone' end);
  end if;
  return format('%s: the account acts as one with other accounts, beyond chance (ring %s, %s accounts). Shared traces: %s.%s To object, name case %s.', initcap(action), ring_id, ring_size, array_to_string(kinds, ', '),
    case when expires_at is null then '' else format(' Ends by itself on %s UTC.', to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')) end, case_id);
end $$;
comment on function ringfence.statement_of_reasons is 'What the account''s owner may be told. Made of counts and names of kinds only, so that it cannot hold data of others.';

create function ringfence.feed_read(after bigint, max integer default 1000) returns setof ringfence.feed language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.feed where seq > after order by seq limit least(max, 100000)
$$;
comment on function ringfence.feed_read is 'Rows of the feed after a number, in order, at most that many (100,000).';

create function ringfence.feed_state() returns table (epoch uuid, epoch_after bigint, last_seq bigint, last_hash text) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select head.epoch, feed_epoch.after_seq, head.last_seq, head.last_hash from ringfence.feed_head as head join ringfence.feed_epoch on feed_epoch.epoch = head.epoch
$$;
comment on function ringfence.feed_state is 'The epoch now, the last row of the epochs before it, and where the feed ends.';

create function ringfence.feed_ack(consumer text, seq bigint) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  head ringfence.feed_head;
  acked bigint;
begin
  select * into strict head from ringfence.feed_head;
  if seq is null or seq < 0 or seq > head.last_seq then
    perform ringfence.refuse(format('The feed ends at %s; %s cannot be acknowledged. Read with ringfence.feed_read first.', head.last_seq, coalesce(seq::text, 'null')));
  end if;
  insert into ringfence.feed_consumer as known (consumer, epoch, seq, acked_at, acked_by) values (consumer, head.epoch, seq, clock_timestamp(), session_user)
  on conflict on constraint feed_consumer_pkey do update
    set seq = greatest(known.seq, excluded.seq), epoch = excluded.epoch, acked_at = excluded.acked_at, acked_by = excluded.acked_by
  returning known.seq into acked;
  return acked;
end $$;
comment on function ringfence.feed_ack is 'A consumer says that it has applied everything up to a number; gives how far it is. Saying less than before changes nothing.';

create function ringfence.new_epoch(reason text) returns uuid language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  fresh uuid := gen_random_uuid();
begin
  perform from ringfence.feed_head for update;
  insert into ringfence.feed_epoch (epoch, after_seq, reason) select fresh, last_seq, reason from ringfence.feed_head;
  update ringfence.feed_head set epoch = fresh;
  insert into ringfence.audit (subject, change, detail) values ('feed_epoch', 'insert', jsonb_build_object('epoch', fresh, 'reason', reason));
  perform pg_notify('ringfence_feed', 'epoch');
  return fresh;
end $$;
comment on function ringfence.new_epoch is 'Begins a new epoch, after a restore: consumers halt until a person has looked. For the owner of the schema.';
