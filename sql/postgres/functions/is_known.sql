-- For: the functions and triggers here
create or replace function ringfence.is_known(what text, subject text)
returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case what
    when 'account' then exists (select from ringfence.ban_candidate as one where one.account_id = subject)
    when 'case' then exists (select from ringfence.ban_candidate as one where one.case_id = subject)
    when 'ring' then exists (select from ringfence.ring as one where one.ring_id = subject)
    when 'run' then exists (select from ringfence.run as one where one.run_id = subject)
    when 'release' then exists (select from ringfence.release as one where one.kind = 'release' and one.release_id = subject)
  end
$$;
comment on function ringfence.is_known is 'Whether there is such an account with a case, case, ring, run or release.';
revoke all on function ringfence.is_known from public;
