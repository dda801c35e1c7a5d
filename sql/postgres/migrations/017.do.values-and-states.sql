-- Meaning: what a key of a kind is about is a table that the registry fills; which states a proposal may be in is asked once per
-- statement, not per row; accounts and cases can be undone; a proposal says how often its account was overturned before.
-- From here on functions are files in sql/postgres/functions, put in place again after every migration; dropped here is what takes or gives other columns there.
create table ringfence.trace_kind (
  kind text primary key,
  value_kind text not null check (value_kind ~ '^[a-z_]{1,40}$'),
  key_form text not null check (key_form in ('value', 'value@time', 'action:value', 'action:value@time'))
);
comment on table ringfence.trace_kind is 'What a key of each kind of trace is about. Filled by "ringfence migrate" from the registry of kinds; kinds of earlier versions stay, past cases name them.';
comment on column ringfence.trace_kind.kind is 'Kind of trace.';
comment on column ringfence.trace_kind.value_kind is 'What its keys are about, for example device, address, network, target or registration (a quarter hour).';
comment on column ringfence.trace_kind.key_form is 'How a key holds that value: value, value@time, action:value or action:value@time.';

create table ringfence.function_set (
  only_row boolean primary key default true check (only_row),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  applied_at timestamptz not null
);
comment on table ringfence.function_set is 'One row: which files of functions, and which registry of kinds, were put in place last.';
comment on column ringfence.function_set.only_row is 'True; there is one row.';
comment on column ringfence.function_set.sha256 is 'Hash of the files, and of the kinds.';
comment on column ringfence.function_set.applied_at is 'When.';

-- The allow-list names whatever keys are about; its trigger says which kinds there are.
alter table ringfence.allow_list drop constraint allow_list_kind_check;
comment on table ringfence.allow_list is 'Accounts, and the devices, addresses, networks, targets and registration times that cases rest on, about which nothing is done.';
comment on column ringfence.allow_list.kind is 'account, or what keys are about (trace_kind.value_kind).';
create index allow_list_shared on ringfence.allow_list (allow_id) where removed_at is null and kind <> 'account';

alter table ringfence.ban_candidate add column overturned_before integer not null default 0 check (overturned_before >= 0);
comment on column ringfence.ban_candidate.overturned_before is 'How many decisions about this account people had overturned when this was proposed.';
create index overturned_account on ringfence.overturned using hash (account_id);

alter table ringfence.feed drop constraint feed_reason_code_check;
alter table ringfence.feed add constraint feed_reason_code_check
  check (reason_code in ('coordinated_ring', 'undone_account', 'undone_case', 'undone_ring', 'undone_run', 'undone_release', 'expired'));
comment on column ringfence.feed.reason_code is 'coordinated_ring; for a lift undone_account, undone_case, undone_ring, undone_run, undone_release or expired.';

-- Its body is a file, as that of every function.
create function ringfence.guard_candidate_state() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$ begin return null; end $$;
create trigger guard_state after update on ringfence.ban_candidate referencing new table as new_row for each statement execute function ringfence.guard_candidate_state();
alter table ringfence.ban_candidate enable always trigger guard_state;

drop function ringfence.value_kind(text);
drop function ringfence.value_of(text, text);
drop function ringfence.values_of(jsonb);
drop function ringfence.is_approved(text, text, text, timestamptz);
drop function ringfence.release(text, text, integer, text, text);
drop function ringfence.undo(text, text, text, text);
drop function ringfence.read_cases(text);
drop function ringfence.role_grants();
drop function ringfence.grant_roles();
