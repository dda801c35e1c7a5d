-- For: the functions and triggers here
-- By the feed alone wherever it can be: who runs nights can lock the table of cases.
create or replace function ringfence.in_force(what text, subject text)
returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
  if what = 'run' then
    return (select coalesce(array_agg(candidate.case_id order by length(candidate.case_id), candidate.case_id), '{}') from ringfence.ban_candidate as candidate where candidate.run_id = subject and candidate.state = 'released');
  end if;
  return (
    select coalesce(array_agg(line.case_id order by line.seq), '{}') from ringfence.feed as line
    where line.effect = 'apply'
      and case what when 'account' then line.account_id = subject when 'case' then line.case_id = subject when 'ring' then line.ring_id = subject when 'release' then line.release_id = subject
        else line.expires_at <= clock_timestamp() end
      and not exists (select from ringfence.feed as lift where lift.case_id = line.case_id and lift.effect = 'lift')
  );
end
$$;
comment on function ringfence.in_force is 'Cases of an account, a case, a ring, a run or a release that are in force; of anything else those that are in force and over.';
revoke all on function ringfence.in_force from public;
