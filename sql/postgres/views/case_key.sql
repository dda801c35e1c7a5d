-- For: the functions here
create or replace view ringfence.case_key as
select candidate.case_id, candidate.account_id, candidate.ring_id, candidate.state, one ->> 'kind' as kind,
  coalesce(known.value_kind, one ->> 'kind') as value_kind, ringfence.value_of(known.key_form, one ->> 'key') as value, one ->> 'key' as key,
  ringfence.number_in(one -> 'members', 2147483647)::integer as members, ringfence.number_in(one -> 'bits', 1000000) as bits
from ringfence.ban_candidate as candidate
cross join lateral jsonb_array_elements(case jsonb_typeof(candidate.reasons -> 'keys') when 'array' then candidate.reasons -> 'keys' else '[]' end) as one
left join ringfence.trace_kind as known on known.kind = one ->> 'kind'
where one ->> 'kind' is not null and one ->> 'key' is not null;
comment on view ringfence.case_key is 'The strongest keys of every case, and what each is about.';
comment on column ringfence.case_key.case_id is 'The case.';
comment on column ringfence.case_key.account_id is 'Its account.';
comment on column ringfence.case_key.ring_id is 'Its ring.';
comment on column ringfence.case_key.state is 'Its state.';
comment on column ringfence.case_key.kind is 'Kind of trace.';
comment on column ringfence.case_key.value_kind is 'What the key is about: device, address, network, target or registration; of a kind that trace_kind does not know the kind itself.';
comment on column ringfence.case_key.value is 'Which one.';
comment on column ringfence.case_key.key is 'The key as it was found.';
comment on column ringfence.case_key.members is 'Accounts of the ring that hold it.';
comment on column ringfence.case_key.bits is 'Its bits.';
revoke all on ringfence.case_key from public;
