-- For: the functions and triggers here
create or replace function ringfence.undo_now(request jsonb, id text, reason text, by text)
returns table (outcome text, lifted bigint, withdrawn bigint, first_seq bigint, last_seq bigint, allowed bigint, message text)
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_variable
declare
  what text := request ->> 'what';
  subject text := request ->> 'subject';
  allow boolean := request ? 'allow';
  known ringfence.release;
  at timestamptz;
  touched text[];
  cases text[];
  accounts text[];
begin
  known := ringfence.release_known(id, 'undo', request);
  if known.release_id is not null then
    outcome := 'already'; lifted := known.lift_count; withdrawn := 0; first_seq := known.first_seq; last_seq := known.last_seq;
    return next;
    return;
  end if;
  if not ringfence.is_known(what, subject) then perform ringfence.refuse(format('There is no %s %s.', what, coalesce(quote_literal(subject), 'null'))); end if;
  at := date_trunc('milliseconds', clock_timestamp());
  select coalesce(array_agg(one), '{}') into touched from ringfence.cases_of(what, subject) as one;
  select coalesce(array_agg(candidate.case_id order by length(candidate.case_id), candidate.case_id), '{}') into cases
  from ringfence.ban_candidate as candidate where candidate.case_id = any (touched) and candidate.state = 'released';
  -- Of a won appeal the account, also where nothing is left to lift.
  select coalesce(array_agg(distinct candidate.account_id), '{}') into accounts
  from ringfence.ban_candidate as candidate where candidate.case_id = any (case what when 'case' then array[subject] else touched end);
  if what = 'account' then accounts := array[subject]; end if;
  -- What has not left yet must not leave afterwards.
  update ringfence.ban_candidate as candidate set state = 'withdrawn'
  where candidate.case_id = any (touched) and candidate.state in ('proposed', 'approved');
  get diagnostics withdrawn = row_count;
  insert into ringfence.overturned (case_id, account_id, ring_id, run_id, action, kinds, release_id, reason, overturned_at)
  select candidate.case_id, candidate.account_id, candidate.ring_id, candidate.run_id, candidate.action, candidate.kinds, id, reason, at
  from ringfence.ban_candidate as candidate where candidate.case_id = any (cases);
  known := ringfence.release_now(id, 'undo', request, at, '{}', cases, 'undone_' || what, by);
  if allow then
    insert into ringfence.allow_list (kind, value, reason, author)
    select 'account', one, reason, by from unnest(accounts) as one
    where octet_length(one) > 0 and not exists (
      select from ringfence.allow_list as entry where entry.kind = 'account' and entry.value = one and entry.removed_at is null and entry.expires_at is null
    );
    get diagnostics allowed = row_count;
  end if;
  outcome := case when cardinality(cases) = 0 and withdrawn = 0 then 'nothing' else 'undone' end;
  lifted := known.lift_count; first_seq := known.first_seq; last_seq := known.last_seq;
  if outcome = 'undone' and not allow then
    message := format('The next night may propose %s again. So that it does not: select ringfence.allow_add(''account'', %s, %L); (or allow => true, next time).',
      case cardinality(accounts) when 1 then 'this account' else format('these %s accounts', cardinality(accounts)) end,
      case cardinality(accounts) when 1 then ringfence.plain_literal(accounts[1]) else 'ACCOUNT' end, reason);
  end if;
  return next;
end
$$;
comment on function ringfence.undo_now is 'Lifts and withdraws what an undo asks for; the caller holds the locks.';
revoke all on function ringfence.undo_now from public;
