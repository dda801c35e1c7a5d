-- For: ringfence_reviewer
create or replace function ringfence.open_review(ring text)
returns table (review_id bigint, cases bigint, sample text[], radius jsonb)
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set plan_cache_mode = force_custom_plan set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  open_cases text[];
  found_by text;
  salt bytea;
begin
  perform ringfence.lock_cases();
  select array_agg(candidate.case_id order by length(candidate.case_id), candidate.case_id) into open_cases
  from ringfence.ban_candidate as candidate where candidate.ring_id = ring and candidate.state in ('proposed', 'approved');
  if open_cases is null then perform ringfence.refuse(format('Ring %s has no open case.', coalesce(quote_literal(ring), 'null'))); end if;
  cases := cardinality(open_cases);
  select known.last_run_id into strict found_by from ringfence.ring as known where known.ring_id = ring;
  select secret.salt into strict salt from ringfence.secret;
  -- By nothing that anybody chooses, and the same again after a rollback: reviewers must not draw until it suits them.
  -- Of bans and of the rest by themselves: many weak proposals must not hide a few bans.
  select array_agg(drawn.account_id order by drawn.account_id collate "C") into sample from (
    select candidate.account_id, count(*) over (partition by candidate.action = 'ban') as of_all,
      row_number() over (partition by candidate.action = 'ban' order by sha256(salt || convert_to(format('review/%s/%s/%s/%s', ring, found_by, session_user, candidate.case_id), 'UTF8'))) as place
    from unnest(open_cases) as one join ringfence.ban_candidate as candidate on candidate.case_id = one
  ) as drawn where drawn.place <= ringfence.sample_size(drawn.of_all);
  select to_jsonb(shown) - 'accounts' into strict radius from ringfence.blast_radius(ring) as shown;
  insert into ringfence.review as made (ring_id, run_id, cases, sample, radius) values (ring, found_by, open_cases, sample, radius) returning made.review_id into review_id;
  return next;
end
$$;
comment on function ringfence.open_review is 'Begins to look at a ring: shows its blast radius and draws the accounts that must be looked at, each with ringfence.look. The same reviewer draws the same accounts of the same run.';
revoke all on function ringfence.open_review from public;
grant execute on function ringfence.open_review to ringfence_reviewer;
