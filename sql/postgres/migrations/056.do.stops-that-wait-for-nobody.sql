-- Meaning: a stop, and a lift that somebody's open transaction keeps from the lock on cases, are rows that are only inserted: nothing that anybody holds keeps
-- them waiting. Whoever takes the lock next carries them out first; until then a stop is in force, releases on their way fail at their commit, and consumers
-- are told lifts ahead of their rows (ringfence.lifts_ahead).
create table ringfence.urgent (
  urgent_id bigint generated always as identity primary key,
  what text not null check (what in ('off', 'undo', 'expire')),
  request jsonb not null default '{}' check (jsonb_typeof(request) = 'object'),
  reason text not null check (ringfence.is_plain(reason, 500)),
  cases text[] not null default '{}',
  asked_by text not null default session_user,
  asked_at timestamptz not null default clock_timestamp()
);
call ringfence.make_append_only('urgent');
comment on table ringfence.urgent is 'Every stop, and every lift that could not have the lock on cases. Append-only: whoever inserts waits for nobody.';
comment on column ringfence.urgent.urgent_id is 'Its number.';
comment on column ringfence.urgent.what is 'off, undo or expire.';
comment on column ringfence.urgent.request is 'Of an undo: what, subject, id, and allow where it was asked for.';
comment on column ringfence.urgent.reason is 'Why.';
comment on column ringfence.urgent.cases is 'Of a lift: the cases in force that it ends, by the feed as it was.';
comment on column ringfence.urgent.asked_by is 'The database user that asked.';
comment on column ringfence.urgent.asked_at is 'When.';
create table ringfence.urgent_done (
  urgent_id bigint primary key references ringfence.urgent,
  done_by text not null default session_user,
  done_at timestamptz not null default clock_timestamp()
);
call ringfence.make_append_only('urgent_done');
comment on table ringfence.urgent_done is 'What of ringfence.urgent was carried out by whoever had the lock on cases next. Append-only.';
comment on column ringfence.urgent_done.urgent_id is 'Its number in ringfence.urgent.';
comment on column ringfence.urgent_done.done_by is 'The database user that had the lock.';
comment on column ringfence.urgent_done.done_at is 'When.';

-- At the commit of a release, which is held against stops of which it could not know. A constraint can be asked before the commit ("set constraints"): all
-- of a name together, so the probe, which is never kept, tells that this was done.
create table ringfence.commit_probe ();
comment on table ringfence.commit_probe is 'Never holds a row. Tells whether constraints are asked at once in this transaction.';
create function ringfence.guard_release() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$ begin return null; end $$;
create function ringfence.guard_probe() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$ begin return null; end $$;
create constraint trigger held_against_stops after insert on ringfence.release deferrable initially deferred for each row when (new.apply_count > 0) execute function ringfence.guard_release();
create constraint trigger held_against_stops after insert on ringfence.commit_probe deferrable initially deferred for each row execute function ringfence.guard_probe();
alter table ringfence.release enable always trigger held_against_stops;
alter table ringfence.commit_probe enable always trigger held_against_stops;

-- They are told who lifts: what was asked ahead is carried out by somebody else.
drop function if exists ringfence.release_now(text, text, jsonb, timestamptz, text[], text[], text);
drop function if exists ringfence.append_effects(text, text[], text, text, timestamptz);
drop function if exists ringfence.basis_of(text, text[]);
drop function if exists ringfence.expire_cases(timestamptz);
-- Gives since when, too.
drop function if exists ringfence.case_lock_holder();
