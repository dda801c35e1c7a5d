-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.why_case(the_case text)
returns table (account_id text, ring_id text, kind text, value_kind text, value text, key text, members integer, ring_size integer, bits double precision, allowed boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  if not exists (select from ringfence.ban_candidate as one where one.case_id = the_case) then perform ringfence.refuse(format('There is no case %s. select * from ringfence.read_cases() lists them.', coalesce(quote_literal(the_case), 'null'))); end if;
  return query
  select candidate.account_id, candidate.ring_id, one ->> 'kind', coalesce(known.value_kind, one ->> 'kind'), ringfence.value_of(known.key_form, one ->> 'key'), one ->> 'key',
    ringfence.number_in(one -> 'members', 2147483647)::integer, ringfence.number_in(candidate.reasons -> 'ring_size', 2147483647)::integer, ringfence.number_in(one -> 'bits'),
    exists (
      select from ringfence.allow_list as entry
      where entry.value = ringfence.value_of(known.key_form, one ->> 'key') and (entry.kind = known.value_kind or (entry.kind = 'address' and known.value_kind = 'network'))
        and entry.removed_at is null and (entry.expires_at is null or entry.expires_at > clock_timestamp())
    )
  from ringfence.ban_candidate as candidate
  cross join lateral jsonb_array_elements(case jsonb_typeof(candidate.reasons -> 'keys') when 'array' then candidate.reasons -> 'keys' else '[]' end) as one
  left join ringfence.trace_kind as known on known.kind = one ->> 'kind'
  where candidate.case_id = the_case
  order by 9 desc nulls last, 3, 6;
end
$$;
comment on function ringfence.why_case is 'The strongest evidence of one case: each key, what it is about (a device, an address, a target …), how many of its ring hold it, its bits, and whether it is on the allow-list now.';
revoke all on function ringfence.why_case from public;
grant execute on function ringfence.why_case to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;
