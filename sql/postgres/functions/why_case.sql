-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.why_case(the_case text)
returns table (account_id text, ring_id text, kind text, value_kind text, value text, key text, members integer, ring_size integer, bits double precision, allowed boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  if not exists (select from ringfence.ban_candidate as one where one.case_id = the_case) then perform ringfence.refuse(format('There is no case %s. select * from ringfence.read_cases() lists them.', coalesce(quote_literal(the_case), 'null'))); end if;
  return query
  select held.account_id, held.ring_id, held.kind, held.value_kind, held.value, held.key, held.members, ringfence.number_in(candidate.reasons -> 'ring_size', 2147483647)::integer, held.bits,
    ringfence.is_listed(held.value_kind, held.value)
  from ringfence.case_key as held join ringfence.ban_candidate as candidate on candidate.case_id = held.case_id
  where held.case_id = the_case
  order by held.bits desc nulls last, held.kind, held.key;
end
$$;
comment on function ringfence.why_case is 'The strongest evidence of one case: each key, what it is about (a device, an address, a target …), how many of its ring hold it, its bits, and whether it is on the allow-list now.';
revoke all on function ringfence.why_case from public;
grant execute on function ringfence.why_case to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;
