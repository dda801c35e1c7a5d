-- For: the functions and triggers here
-- Meaning: every change of a proposal, of the brakes and of the allow-list is a row here. Append-only even for the owner of the tables:
-- the triggers fire always, session_replication_role does not pass them by. (Who may alter the tables may still drop a trigger; then
-- the hash chain of the feed tells its consumers.)
create or replace function ringfence.refuse_change()
returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform ringfence.refuse(format('%s of ringfence.%s is refused: it is append-only, also for its owner. Add a row that says what is so now.', lower(tg_op), tg_table_name));
  return null;
end $$;
comment on function ringfence.refuse_change is 'Refuses every change of an append-only table.';
revoke all on function ringfence.refuse_change from public;
