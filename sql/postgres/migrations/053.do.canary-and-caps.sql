-- Meaning: who is in a canary nobody chooses, and what is braked less is braked less by two people, or an hour later.
-- A draw of before keeps its seed: what was drawn stays drawn.
alter table ringfence.canary_draw alter column seed drop not null;
comment on column ringfence.canary_draw.seed is 'Of draws before they were nobody''s choice: the seed. Null since.';
drop function if exists ringfence.release(text, text, integer, text, text);
drop function if exists ringfence.canary_draw_now(text, integer, text);
drop function if exists ringfence.canary_sample(text[], text, double precision);
drop function if exists ringfence.release_message(text, jsonb, text, text, jsonb);

alter table ringfence.enforcement add column raise_by text not null default 'hour' check (raise_by in ('hour', 'two_people'));
comment on column ringfence.enforcement.raise_by is 'What braking less takes: hour (an hour, or a second person before) or two_people (a second person).';

create table ringfence.cap_request (
  request_id bigint generated always as identity primary key,
  wanted jsonb not null check (jsonb_typeof(wanted) = 'object'),
  requested_by text not null default session_user,
  requested_at timestamptz not null default clock_timestamp(),
  reason text not null check (ringfence.is_plain(reason, 500)),
  ended_at timestamptz,
  ended_by text,
  outcome text check (outcome in ('confirmed', 'waited', 'replaced')),
  check ((ended_at is null) = (outcome is null) and (ended_at is null) = (ended_by is null))
);
comment on table ringfence.cap_request is 'Brakes that somebody wants to loosen: in force when a second person confirms, or an hour later where the setting says so.';
comment on column ringfence.cap_request.request_id is 'Its number.';
comment on column ringfence.cap_request.wanted is 'The brakes as they would be.';
comment on column ringfence.cap_request.requested_by is 'Who wants it (database user).';
comment on column ringfence.cap_request.requested_at is 'Since when.';
comment on column ringfence.cap_request.reason is 'Why.';
comment on column ringfence.cap_request.ended_at is 'When it was decided; null: it waits.';
comment on column ringfence.cap_request.ended_by is 'By which database user.';
comment on column ringfence.cap_request.outcome is 'confirmed by a second person, waited an hour, or replaced by a later change of the brakes.';
create function ringfence.guard_cap_request() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$ begin return new; end $$;
create trigger guard_cap_request before insert or update or delete on ringfence.cap_request for each row execute function ringfence.guard_cap_request();
create trigger keep_cap_request before truncate on ringfence.cap_request for each statement execute function ringfence.refuse_change();
create trigger audit_cap_request after insert or update on ringfence.cap_request for each row execute function ringfence.audit_row();
alter table ringfence.cap_request enable always trigger guard_cap_request;
alter table ringfence.cap_request enable always trigger keep_cap_request;
alter table ringfence.cap_request enable always trigger audit_cap_request;
alter table ringfence.audit drop constraint audit_subject_check;
alter table ringfence.audit add constraint audit_subject_check check (subject in ('candidate', 'enforcement', 'allow_list', 'release', 'feed_epoch', 'cap_request'));
-- Gives what came of it.
drop function if exists ringfence.set_caps(text, integer, double precision, integer, double precision, double precision, double precision, boolean);
drop function if exists ringfence.enforcement_state();
