-- For: the functions and triggers here
-- Releases, undoing and publishing change the same rows: one lock for all, in the same order everywhere (this one, then the head of the feed).
create or replace function ringfence.lock_cases()
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    perform ringfence.refuse('This needs the isolation level read committed: under another one it would decide by what was, not by what is. Begin the transaction without a level.');
  end if;
  perform pg_advisory_xact_lock(hashtext('ringfence'), hashtext('publish'));
end
$$;
comment on function ringfence.lock_cases is 'Waits for whoever else changes cases, until the end of the transaction.';
revoke all on function ringfence.lock_cases from public;
