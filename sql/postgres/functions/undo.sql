-- For: ringfence_appeals
create or replace function ringfence.undo(what text, subject text, id text, reason text, allow boolean default false)
returns table (outcome text, lifted bigint, withdrawn bigint, first_seq bigint, last_seq bigint, allowed bigint, message text)
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  request jsonb := jsonb_build_object('what', what, 'subject', subject) || case when allow then '{"allow": true}' else '{}' end::jsonb;
  known ringfence.urgent;
  ahead text[];
begin
  perform ringfence.release_id(id);
  if what is null or what not in ('account', 'case', 'ring', 'run', 'release') then
    perform ringfence.refuse(format('%s cannot be undone. Say account, case, ring, run or release.', coalesce(quote_literal(what), 'null')));
  end if;
  perform ringfence.plain_line('The reason of an undo', reason);
  if allow is null then perform ringfence.refuse('allow is true or false: whether the accounts go on the allow-list as well.'); end if;
  if ringfence.lock_cases_soon() then
    perform from ringfence.feed_head for update;
    return query select * from ringfence.undo_now(request, id, reason, session_user);
    return;
  end if;
  -- Its row in the feed takes the lock; that it is lifted does not.
  select one.* into known from ringfence.open_urgent() as one where one.what = 'undo' and one.request ->> 'id' = id limit 1;
  if known.urgent_id is null then
    ahead := ringfence.in_force(what, subject);
    if cardinality(ahead) = 0 and not ringfence.is_known(what, subject) then perform ringfence.refuse(format('There is no %s %s.', what, coalesce(quote_literal(subject), 'null'))); end if;
    insert into ringfence.urgent (what, request, reason, cases) values ('undo', request || jsonb_build_object('id', id), reason, ahead);
  else
    if known.request - 'id' <> request then perform ringfence.refuse(format('Release %s was something else (%s). Choose another id.', id, known.request)); end if;
    ahead := known.cases;
  end if;
  outcome := 'ahead'; lifted := cardinality(ahead); withdrawn := 0;
  message := format('%s effects are lifted: consumers are told now (ringfence.lifts_ahead). Their rows in the feed wait for %s; nothing is released before. Ask again with the same id.', lifted,
    coalesce((select string_agg(held.who, '; ') from ringfence.case_lock_holder() as held), 'somebody who has just ended'));
  return next;
end
$$;
comment on function ringfence.undo is 'Lifts everything that an account, a case, a ring, a run or a release has in force, in one release and in any mode; what of it has not left yet is withdrawn. Where somebody keeps the lock on cases from it, consumers are told ahead (outcome ahead, ringfence.lifts_ahead). With allow the accounts go on the allow-list too. Asked again with the same id it does nothing.';
revoke all on function ringfence.undo from public;
grant execute on function ringfence.undo to ringfence_appeals;
