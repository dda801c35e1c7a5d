-- For: the functions and triggers here
create or replace function ringfence.record_decision(cases text[], verdict text, reason text, review_id bigint)
returns table (decided bigint, changed bigint, waiting bigint)
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_variable
declare
  approved text[];
  over record;
begin
  if verdict is null or verdict not in ('approve', 'reject') then perform ringfence.refuse(format('%s is no verdict. Say approve or reject.', coalesce(quote_literal(verdict), 'null'))); end if;
  perform ringfence.plain_line('The reason', reason);
  if verdict = 'approve' then perform ringfence.own_role('ringfence_reviewer'); end if;
  if verdict = 'approve' and exists (
    select from ringfence.ban_candidate as candidate
    where candidate.case_id = any (cases) and candidate.action = 'ban' and candidate.state = 'proposed' and candidate.proposed_by = session_user
  ) then
    perform ringfence.refuse(format('The database user %s proposed some of these bans and cannot approve them. Two others must.', session_user));
  end if;
  if verdict = 'approve' and review_id is null then
    select * into over from ringfence.over_unreviewed(cases);
    if over.ring_id is not null then
      perform ringfence.refuse(format('%s of the %s standing cases of ring %s would be approved by name; from %s on that takes a review of the ring: select * from ringfence.open_review(%L); then ringfence.look and ringfence.decide_ring. Nothing was decided.',
        over.unreviewed, over.standing, over.ring_id, ringfence.unreviewed_limit(over.standing) + 1, over.ring_id));
    end if;
  end if;
  insert into ringfence.decision (case_id, verdict, reason, review_id)
  select candidate.case_id, verdict, reason, review_id from ringfence.ban_candidate as candidate
  where candidate.case_id = any (cases) and (candidate.state = 'proposed' or (verdict = 'reject' and candidate.state = 'approved'))
  order by length(candidate.case_id), candidate.case_id
  on conflict on constraint decision_once do nothing;
  get diagnostics decided = row_count;
  if verdict = 'approve' then
    select coalesce(array_agg(one), '{}') into approved from ringfence.approved_among(cases) as one;
    update ringfence.ban_candidate as candidate set state = 'approved' where candidate.case_id = any (approved) and candidate.state = 'proposed';
  else
    update ringfence.ban_candidate as candidate set state = 'rejected'
    where candidate.case_id = any (cases) and candidate.state in ('proposed', 'approved');
  end if;
  get diagnostics changed = row_count;
  select count(*) into waiting from ringfence.ban_candidate as candidate where candidate.case_id = any (cases) and candidate.state = 'proposed';
  return next;
end
$$;
comment on function ringfence.record_decision is 'Writes decisions and what follows from them.';
revoke all on function ringfence.record_decision from public;
