-- For: ringfence_reviewer
create or replace function ringfence.open_review(ring text, seed text default null)
returns table (review_id bigint, cases bigint, sample text[])
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_variable
declare
  open_cases text[];
begin
  seed := ringfence.plain_line('The seed', coalesce(seed, gen_random_uuid()::text), 100);
  select array_agg(candidate.case_id order by length(candidate.case_id), candidate.case_id) into open_cases
  from ringfence.ban_candidate as candidate where candidate.ring_id = ring and candidate.state in ('proposed', 'approved');
  if open_cases is null then perform ringfence.refuse(format('Ring %s has no open case.', coalesce(quote_literal(ring), 'null'))); end if;
  cases := cardinality(open_cases);
  select array_agg(drawn.account_id order by drawn.account_id collate "C") into sample from (
    select candidate.account_id from unnest(open_cases) as one join ringfence.ban_candidate as candidate on candidate.case_id = one
    order by sha256(convert_to(seed || '/' || candidate.case_id, 'UTF8')) limit ringfence.sample_size(cases)
  ) as drawn;
  insert into ringfence.review as made (ring_id, seed, cases, sample) values (ring, seed, open_cases, sample) returning made.review_id into review_id;
  return next;
end
$$;
comment on function ringfence.open_review is 'Begins to look at a ring: draws the accounts that must be looked at (ringfence.why_account shows each). Without a seed it is drawn too.';
revoke all on function ringfence.open_review from public;
grant execute on function ringfence.open_review to ringfence_reviewer;
