-- For: the functions and triggers here
create or replace function ringfence.stands(account text, wanted text)
returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from ringfence.ban_candidate as candidate
    where candidate.account_id = account
      and (candidate.state in ('proposed', 'approved')
        or (candidate.state = 'released' and array_position(array['watch', 'challenge', 'restrict', 'ban'], candidate.action) >= array_position(array['watch', 'challenge', 'restrict', 'ban'], wanted)))
  )
$$;
comment on function ringfence.stands is 'True where an account has an open case, or as strong an action in force.';
revoke all on function ringfence.stands from public;
