-- For: ringfence_reviewer
create or replace function ringfence.blast_radius(ring text)
returns table (
  ring_id text, size integer, status text, cases bigint, ban bigint, restrict_count bigint, challenge bigint, watch bigint, protected bigint, closed bigint,
  rejected_before bigint, overturned_before bigint, value_kind text, value text, value_cases bigint, value_share double precision, overturned_kinds jsonb, accounts text[]
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 as $$
#variable_conflict use_column
begin
  if not exists (select from ringfence.ring as one where one.ring_id = ring) then perform ringfence.refuse(format('There is no ring %s.', coalesce(quote_literal(ring), 'null'))); end if;
  return query
  with open_case as (select * from ringfence.ban_candidate as candidate where candidate.ring_id = ring and candidate.state in ('proposed', 'approved')),
  most as (select * from ringfence.heaviest_value(array(select case_id from open_case)))
  select known.ring_id, known.size, known.status,
    (select count(*) from open_case), (select count(*) from open_case where action = 'ban'), (select count(*) from open_case where action = 'restrict'),
    (select count(*) from open_case where action = 'challenge'), (select count(*) from open_case where action = 'watch'),
    (select count(*) from ringfence.ring_member as member where member.ring_id = ring and member.run_id = known.last_run_id and member.role = 'protected'),
    (select count(*) from ringfence.ring_member as member where member.ring_id = ring and member.run_id = known.last_run_id and member.role = 'closed'),
    (select count(distinct past.account_id) from ringfence.ban_candidate as past join open_case on open_case.account_id = past.account_id where past.state = 'rejected'),
    (select count(distinct past.account_id) from ringfence.overturned as past join open_case on open_case.account_id = past.account_id),
    most.kind, most.value, most.case_count, most.share,
    (select coalesce(jsonb_agg(jsonb_build_object('kind', standing.kind, 'applied_count', standing.applied_count, 'overturned_count', standing.overturned_count, 'overturned_share', standing.overturned_share)
        order by standing.overturned_share desc, standing.kind), '[]')
      from ringfence.kind_standing as standing where standing.overturned_count > 0 and standing.kind in (select unnest(open_case.kinds) from open_case)),
    (select array_agg(account_id order by account_id collate "C") from open_case)
  from ringfence.ring as known left join most on true
  where known.ring_id = ring;
end $$;
comment on function ringfence.blast_radius is 'What approving a whole ring would do: how many accounts and actions, how many of its members are protected, what was rejected or overturned before, of these accounts and by kind of evidence, and the one value that the cases rest on most, by share of the bits of their strongest keys.';
revoke all on function ringfence.blast_radius from public;
grant execute on function ringfence.blast_radius to ringfence_reviewer;
