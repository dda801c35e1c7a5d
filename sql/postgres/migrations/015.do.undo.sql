-- Meaning: taking effects back: by people (undo), whatever the mode, and by time (expiry). What people overturned is kept as a label.
create table ringfence.overturned (
  case_id text primary key,
  account_id text not null,
  ring_id text not null,
  run_id text not null,
  action text not null,
  kinds text[] not null,
  release_id text not null,
  reason text not null check (ringfence.is_plain(reason, 500)),
  overturned_at timestamptz not null,
  overturned_by text not null default session_user check (overturned_by = session_user)
);
call ringfence.make_append_only('overturned');
comment on table ringfence.overturned is 'Cases that were in force and were undone: labels of what the evidence got wrong. Append-only.';
comment on column ringfence.overturned.case_id is 'The case.';
comment on column ringfence.overturned.account_id is 'Its account.';
comment on column ringfence.overturned.ring_id is 'Its ring.';
comment on column ringfence.overturned.run_id is 'The run that proposed it.';
comment on column ringfence.overturned.action is 'What was done.';
comment on column ringfence.overturned.kinds is 'Kinds of trace behind it, strongest first.';
comment on column ringfence.overturned.release_id is 'The release that lifted it.';
comment on column ringfence.overturned.reason is 'Why it was undone.';
comment on column ringfence.overturned.overturned_at is 'When.';
comment on column ringfence.overturned.overturned_by is 'By which database user.';

create function ringfence.expire_cases(at timestamptz) returns bigint language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  over text[];
  made ringfence.release;
begin
  update ringfence.ban_candidate set state = 'expired' where state in ('proposed', 'approved') and expires_at <= at;
  select array_agg(case_id order by length(case_id), case_id) into over from ringfence.ban_candidate where state = 'released' and expires_at <= at;
  if over is null then return 0; end if;
  made := ringfence.release_now((select 'expiry:' || epoch || ':' || last_seq + 1 from ringfence.feed_head), 'expiry', '{}', date_trunc('milliseconds', at), '{}', over, 'expired');
  return made.lift_count;
end $$;
comment on function ringfence.expire_cases is 'Ends what is over; the caller holds the locks.';

create function ringfence.expire_due(at timestamptz default clock_timestamp()) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if at is null or (at > clock_timestamp() and not pg_has_role(session_user, current_user, 'member')) then
    perform ringfence.refuse('What is not over yet cannot be ended. Give no time, or one that is past.');
  end if;
  perform ringfence.lock_cases();
  perform from ringfence.feed_head for update;
  return ringfence.expire_cases(at);
end $$;
comment on function ringfence.expire_due is 'Lifts what is over by now, in any mode; gives how many. Only the owner may name a time to come.';

create function ringfence.undo(what text, subject text, id text, reason text) returns table (outcome text, lifted bigint, withdrawn bigint, first_seq bigint, last_seq bigint) language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  request jsonb := jsonb_build_object('what', what, 'subject', subject);
  known ringfence.release;
  at timestamptz;
  cases text[];
begin
  if id is null or id !~ '^[A-Za-z0-9._:-]{1,100}$' then perform ringfence.refuse(format('%s is no release id: 1 to 100 letters, digits, dots, colons, dashes and underscores.', coalesce(quote_literal(id), 'null'))); end if;
  if what is null or what not in ('ring', 'run', 'release') then perform ringfence.refuse(format('%s cannot be undone. Say ring, run or release.', coalesce(quote_literal(what), 'null'))); end if;
  if reason is null or not ringfence.is_plain(reason, 500) then perform ringfence.refuse('An undo needs a reason: one line of at most 500 characters.'); end if;
  perform ringfence.lock_cases();
  perform from ringfence.feed_head for update;
  select * into known from ringfence.release as one where one.release_id = id;
  if known.release_id is not null then
    if known.kind <> 'undo' or known.request <> request then perform ringfence.refuse(format('Release %s was something else (%s %s). Choose another id.', id, known.kind, known.request)); end if;
    outcome := 'already'; lifted := known.lift_count; withdrawn := 0; first_seq := known.first_seq; last_seq := known.last_seq;
    return next;
    return;
  end if;
  if not (case what
    when 'ring' then exists (select from ringfence.ring as one where one.ring_id = subject)
    when 'run' then exists (select from ringfence.run as one where one.run_id = subject)
    else exists (select from ringfence.release as one where one.release_id = subject) end)
  then perform ringfence.refuse(format('There is no %s %s.', what, coalesce(quote_literal(subject), 'null'))); end if;
  at := date_trunc('milliseconds', clock_timestamp());
  -- What has not left yet must not leave afterwards.
  update ringfence.ban_candidate as candidate set state = 'withdrawn'
  where candidate.state in ('proposed', 'approved') and ((what = 'ring' and candidate.ring_id = subject) or (what = 'run' and candidate.run_id = subject));
  get diagnostics withdrawn = row_count;
  select coalesce(array_agg(candidate.case_id order by length(candidate.case_id), candidate.case_id), '{}') into cases
  from ringfence.ban_candidate as candidate
  where candidate.state = 'released'
    and case what when 'ring' then candidate.ring_id = subject when 'run' then candidate.run_id = subject
      else candidate.case_id in (select line.case_id from ringfence.feed as line where line.release_id = subject and line.effect = 'apply') end;
  insert into ringfence.overturned (case_id, account_id, ring_id, run_id, action, kinds, release_id, reason, overturned_at)
  select candidate.case_id, candidate.account_id, candidate.ring_id, candidate.run_id, candidate.action, candidate.kinds, id, reason, at from ringfence.ban_candidate as candidate where candidate.case_id = any (cases);
  known := ringfence.release_now(id, 'undo', request, at, '{}', cases, 'undone_' || what);
  outcome := case when cardinality(cases) = 0 and withdrawn = 0 then 'nothing' else 'undone' end;
  lifted := known.lift_count; first_seq := known.first_seq; last_seq := known.last_seq;
  return next;
end $$;
comment on function ringfence.undo is 'Lifts everything that a ring, a run or a release caused, in one release and in any mode; what has not left yet is withdrawn. Asked again with the same id it does nothing.';

create view ringfence.kind_standing as
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
