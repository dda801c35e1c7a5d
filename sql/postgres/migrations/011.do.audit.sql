-- Meaning: every change of a proposal, of the brakes and of the allow-list is a row here. Append-only even for the owner of the tables:
-- the triggers fire always, session_replication_role does not pass them by. (Who may alter the tables may still drop a trigger; then
-- the hash chain of the feed tells its consumers.)
create function ringfence.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform ringfence.refuse(format('%s of ringfence.%s is refused: it is append-only, also for its owner. Add a row that says what is so now.', lower(tg_op), tg_table_name));
  return null;
end $$;
comment on function ringfence.refuse_change is 'Refuses every change of an append-only table.';

create procedure ringfence.make_append_only(name text) language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create trigger append_only before update or delete or truncate on ringfence.%I for each statement execute function ringfence.refuse_change()', name);
  execute format('alter table ringfence.%I enable always trigger append_only', name);
end $$;
comment on procedure ringfence.make_append_only is 'Makes a table of this schema append-only.';

create table ringfence.audit (
  audit_id bigint generated always as identity primary key,
  happened_at timestamptz not null default clock_timestamp(),
  actor text not null default session_user check (actor = session_user),
  subject text not null check (subject in ('candidate', 'enforcement', 'allow_list', 'release', 'feed_epoch')),
  change text not null check (ringfence.is_plain(change, 100)),
  case_id text,
  run_id text,
  account_id text,
  from_state text,
  to_state text,
  detail jsonb
);
create index audit_case on ringfence.audit (case_id);
call ringfence.make_append_only('audit');
comment on table ringfence.audit is 'Every change of proposals, brakes, allow-list and epochs, and every release that was held. Append-only.';
comment on column ringfence.audit.audit_id is 'Ascending; numbers of transactions that were rolled back are missing.';
comment on column ringfence.audit.happened_at is 'When (clock of the database).';
comment on column ringfence.audit.actor is 'The database user that was logged in (session_user).';
comment on column ringfence.audit.subject is 'What was changed.';
comment on column ringfence.audit.change is 'insert, update, delete, truncate; held for a release that a brake held.';
comment on column ringfence.audit.case_id is 'The case, where one was changed.';
comment on column ringfence.audit.run_id is 'The run that proposed it.';
comment on column ringfence.audit.account_id is 'Its account.';
comment on column ringfence.audit.from_state is 'The state before; null: new.';
comment on column ringfence.audit.to_state is 'The state after; null: deleted.';
comment on column ringfence.audit.detail is 'Of other subjects: the rows before and after, or what was held and why.';

create function ringfence.audit_candidate() returns trigger language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off as $$
begin
  if tg_op = 'INSERT' then
    insert into ringfence.audit (subject, change, case_id, run_id, account_id, to_state)
    select 'candidate', 'insert', case_id, run_id, account_id, state from new_row order by length(case_id), case_id;
  elsif tg_op = 'UPDATE' then
    insert into ringfence.audit (subject, change, case_id, run_id, account_id, from_state, to_state)
    select 'candidate', 'update', new_row.case_id, new_row.run_id, new_row.account_id, old_row.state, new_row.state
    from new_row join old_row using (case_id)
    where old_row.state <> new_row.state
    order by length(case_id), case_id;
  elsif tg_op = 'DELETE' then
    insert into ringfence.audit (subject, change, case_id, run_id, account_id, from_state)
    select 'candidate', 'delete', case_id, run_id, account_id, state from old_row order by length(case_id), case_id;
  else
    insert into ringfence.audit (subject, change) values ('candidate', 'truncate');
  end if;
  return null;
end $$;
comment on function ringfence.audit_candidate is 'Writes the audit rows of a statement on proposals.';
create trigger audit_insert after insert on ringfence.ban_candidate referencing new table as new_row for each statement execute function ringfence.audit_candidate();
create trigger audit_update after update on ringfence.ban_candidate referencing old table as old_row new table as new_row for each statement execute function ringfence.audit_candidate();
create trigger audit_delete after delete on ringfence.ban_candidate referencing old table as old_row for each statement execute function ringfence.audit_candidate();
create trigger audit_truncate after truncate on ringfence.ban_candidate for each statement execute function ringfence.audit_candidate();
alter table ringfence.ban_candidate enable always trigger audit_insert;
alter table ringfence.ban_candidate enable always trigger audit_update;
alter table ringfence.ban_candidate enable always trigger audit_delete;
alter table ringfence.ban_candidate enable always trigger audit_truncate;

create function ringfence.audit_row() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into ringfence.audit (subject, change, detail)
  values (tg_table_name, lower(tg_op), jsonb_strip_nulls(jsonb_build_object(
    'before', case when tg_op <> 'INSERT' then to_jsonb(old) end, 'after', case when tg_op <> 'DELETE' then to_jsonb(new) end)));
  return null;
end $$;
comment on function ringfence.audit_row is 'Writes the audit row of one changed row, with what it was and is.';
