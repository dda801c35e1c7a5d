-- For: the functions and triggers here
create or replace function ringfence.read_committed()
returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    perform ringfence.refuse('This needs the isolation level read committed: under another one it would decide by what was, not by what is. Begin the transaction without a level.');
  end if;
end
$$;
comment on function ringfence.read_committed is 'Refuses another isolation level than read committed.';
revoke all on function ringfence.read_committed from public;
