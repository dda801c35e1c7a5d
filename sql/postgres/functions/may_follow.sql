-- For: the functions and triggers here
create or replace function ringfence.may_follow(before text, after text)
returns boolean
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
begin
  return case before
    when 'proposed' then after in ('approved', 'rejected', 'withdrawn', 'superseded', 'expired')
    when 'approved' then after in ('released', 'rejected', 'withdrawn', 'superseded', 'expired')
    when 'released' then after in ('reversed', 'expired')
    else false
  end;
end $$;
comment on function ringfence.may_follow is 'The states that may follow a state of a proposal.';
revoke all on function ringfence.may_follow from public;
