-- For: the functions and triggers here
-- By account and by the secret of this installation, so that nobody chooses, and the same account is in or out however often, in whatever company and under whatever id it is asked.
create or replace function ringfence.canary_chosen(cases text[], share double precision)
returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  salt bytea := (select secret.salt from ringfence.secret);
  chosen text[];
begin
  select coalesce(array_agg(candidate.case_id order by length(candidate.case_id), candidate.case_id), '{}') into chosen
  from unnest(cases) as one join ringfence.ban_candidate as candidate on candidate.case_id = one
  -- 48 bits of a hash as a number from 0 to 1.
  where ('x' || encode(substr(sha256(salt || convert_to('canary/' || candidate.account_id, 'UTF8')), 1, 6), 'hex'))::bit(48)::bigint / 281474976710656.0::double precision < share;
  return chosen;
end
$$;
comment on function ringfence.canary_chosen is 'Those of these cases whose account is in the canary: a share of all accounts, drawn by a hash that nobody chooses.';
revoke all on function ringfence.canary_chosen from public;
