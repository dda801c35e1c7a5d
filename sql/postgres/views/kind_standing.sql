-- For: the functions here
create or replace view ringfence.kind_standing as
select kind, count(*) as applied_count, count(*) filter (where candidate.state = 'reversed') as overturned_count,
  count(*) filter (where candidate.state = 'reversed')::double precision / count(*) as overturned_share
from ringfence.ban_candidate as candidate cross join lateral unnest(candidate.kinds) as kind
where candidate.state in ('released', 'reversed') or (candidate.state = 'expired' and exists (select from ringfence.feed where feed.case_id = candidate.case_id))
group by kind;
comment on view ringfence.kind_standing is 'How often decisions that a kind of trace gave evidence for were overturned.';
comment on column ringfence.kind_standing.kind is 'Kind of trace.';
comment on column ringfence.kind_standing.applied_count is 'Cases with evidence of this kind that were in force.';
comment on column ringfence.kind_standing.overturned_count is 'Of them, undone by people.';
comment on column ringfence.kind_standing.overturned_share is 'The share undone, 0 to 1.';
revoke all on ringfence.kind_standing from public;
