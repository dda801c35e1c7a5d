-- For: ringfence_night
-- Everything that changes something takes this lock first and holds it to the end of its transaction: so there is no deadlock, nothing passes a cap
-- together, numbers come in the order of commits, and whoever stands in the way of an undo is found by it.
create or replace function ringfence.lock_cases()
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  holder text;
begin
  perform ringfence.read_committed();
  begin
    lock table ringfence.case_lock in exclusive mode;
    perform ringfence.settle_urgent();
    return;
  exception when lock_not_available then
    select string_agg(held.who, '; ') into holder from ringfence.case_lock_holder() as held;
  end;
  perform ringfence.refuse(format('Somebody else has been changing cases for ten seconds: %s. Nothing was changed. Ask again, or have that transaction ended.', coalesce(holder, 'it has just ended')));
end
$$;
comment on function ringfence.lock_cases is 'Waits for whoever else changes cases, ten seconds at most, and holds the lock until the end of the transaction.';
revoke all on function ringfence.lock_cases from public;
grant execute on function ringfence.lock_cases to ringfence_night;
