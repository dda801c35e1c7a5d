-- For: the functions and triggers here
-- Old and new rows are put side by side by their order, not joined: what is known of their number is kept from the first call in a session, and a
-- join that was planned for one row takes a minute for 17,000.
create or replace function ringfence.audit_candidate()
returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  cases text[];
  runs text[];
  accounts text[];
  before text[];
  after text[];
begin
  if tg_op = 'INSERT' then
    insert into ringfence.audit (subject, change, case_id, run_id, account_id, to_state)
    select 'candidate', 'insert', case_id, run_id, account_id, state from new_row order by length(case_id), case_id;
  elsif tg_op = 'UPDATE' then
    select array_agg(state order by case_id) into before from old_row;
    select array_agg(case_id order by case_id), array_agg(run_id order by case_id), array_agg(account_id order by case_id), array_agg(state order by case_id)
    into cases, runs, accounts, after from new_row;
    insert into ringfence.audit (subject, change, case_id, run_id, account_id, from_state, to_state)
    select 'candidate', 'update', one.case_id, one.run_id, one.account_id, one.before, one.after
    from unnest(cases, runs, accounts, before, after) as one (case_id, run_id, account_id, before, after)
    where one.before <> one.after
    order by length(one.case_id), one.case_id;
  elsif tg_op = 'DELETE' then
    insert into ringfence.audit (subject, change, case_id, run_id, account_id, from_state)
    select 'candidate', 'delete', case_id, run_id, account_id, state from old_row order by length(case_id), case_id;
  else
    insert into ringfence.audit (subject, change) values ('candidate', 'truncate');
  end if;
  return null;
end
$$;
comment on function ringfence.audit_candidate is 'Writes the audit rows of a statement on proposals.';
revoke all on function ringfence.audit_candidate from public;
