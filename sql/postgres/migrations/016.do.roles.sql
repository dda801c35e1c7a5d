-- Meaning: who may do what. Tables are nobody's but their owner's; each function is one role's. Roles belong to the whole server and
-- creating them may need its administrator: grant_roles makes those it may, grants what there is to grant, and says what is missing.
create function ringfence.propose(candidates jsonb) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  proposed bigint;
begin
  perform ringfence.lock_cases();
  insert into ringfence.ban_candidate (run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, state, proposed_at, expires_at)
  select one.run_id, one.account_id, one.ring_id, one.action, one.evidence_bits, one.kinds, one.reasons, 'proposed', run.as_of, one.expires_at
  from jsonb_to_recordset(candidates) as one (run_id text, account_id text, ring_id text, action text, evidence_bits double precision, kinds text[], reasons jsonb, expires_at timestamptz)
  join ringfence.run on run.run_id = one.run_id
  where not ringfence.stands(one.account_id, one.action)
  order by one.account_id;
  get diagnostics proposed = row_count;
  return proposed;
end $$;
comment on function ringfence.propose is 'Another detector proposes cases for rings and runs that are there: an array of {run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, expires_at}. Accounts with an open case, with as much in force already, or on the allow-list are left out; gives how many were proposed.';

create function ringfence.stands(account text, wanted text) returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from ringfence.ban_candidate as candidate
    where candidate.account_id = account
      and (candidate.state in ('proposed', 'approved')
        or (candidate.state = 'released' and array_position(array['watch', 'challenge', 'restrict', 'ban'], candidate.action) >= array_position(array['watch', 'challenge', 'restrict', 'ban'], wanted)))
  )
$$;
comment on function ringfence.stands is 'True where an account has an open case, or as strong an action in force.';

create function ringfence.read_cases(wanted text default null) returns table (case_id text, account_id text, ring_id text, run_id text, action text, state text, evidence_bits double precision, kinds text[], summary text, proposed_at timestamptz, expires_at timestamptz, proposed_by text, approvals bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select candidate.case_id, candidate.account_id, candidate.ring_id, candidate.run_id, candidate.action, candidate.state, candidate.evidence_bits, candidate.kinds, candidate.reasons ->> 'summary', candidate.proposed_at, candidate.expires_at, candidate.proposed_by,
    (select count(distinct decided_by) from ringfence.decision where decision.case_id = candidate.case_id and verdict = 'approve')
  from ringfence.ban_candidate as candidate
  where wanted is null or candidate.state = wanted
  order by length(candidate.case_id), candidate.case_id
$$;
comment on function ringfence.read_cases is 'Cases, of one state or all, oldest first.';

create function ringfence.read_waiting() returns table (ring_id text, waiting bigint, ban bigint, once bigint, approved bigint, mine bigint) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select candidate.ring_id, count(*) filter (where state = 'proposed'), count(*) filter (where state = 'proposed' and action = 'ban'),
    count(*) filter (where state = 'proposed' and exists (select from ringfence.decision where decision.case_id = candidate.case_id and verdict = 'approve')),
    count(*) filter (where state = 'approved'),
    count(*) filter (where state = 'proposed' and exists (select from ringfence.decision where decision.case_id = candidate.case_id and verdict = 'approve' and decided_by = session_user))
  from ringfence.ban_candidate as candidate
  where state in ('proposed', 'approved')
  group by candidate.ring_id
  order by length(candidate.ring_id), candidate.ring_id
$$;
comment on function ringfence.read_waiting is 'Open cases by ring: waiting for people, of them bans, approved once, approved; and of those waiting, approved once by whoever asks.';

create function ringfence.read_allow_list() returns setof ringfence.allow_list language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.allow_list where removed_at is null and (expires_at is null or expires_at > clock_timestamp()) order by allow_id
$$;
comment on function ringfence.read_allow_list is 'Entries of the allow-list that hold.';

create function ringfence.read_kind_standing() returns setof ringfence.kind_standing language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.kind_standing order by overturned_share desc, kind
$$;
comment on function ringfence.read_kind_standing is 'How often decisions that a kind of trace gave evidence for were overturned, the worst first.';

create function ringfence.read_audit(after bigint default 0, max integer default 1000) returns setof ringfence.audit language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.audit where audit_id > after order by audit_id limit least(max, 100000)
$$;
comment on function ringfence.read_audit is 'Audit rows after a number.';

create function ringfence.read_decisions(after bigint default 0, max integer default 1000) returns setof ringfence.decision language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.decision where decision_id > after order by decision_id limit least(max, 100000)
$$;
comment on function ringfence.read_decisions is 'Decisions after a number.';

create function ringfence.read_releases() returns setof ringfence.release language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.release order by released_at, release_id
$$;
comment on function ringfence.read_releases is 'Every release, undo and expiry.';

create function ringfence.role_grants() returns table (role_name text, function_name text) language sql immutable set search_path = pg_catalog, pg_temp as $$
  values ('ringfence_detector', 'propose'),
    ('ringfence_reviewer', 'blast_radius'), ('ringfence_reviewer', 'read_waiting'), ('ringfence_reviewer', 'open_review'), ('ringfence_reviewer', 'decide_ring'), ('ringfence_reviewer', 'decide_accounts'),
    ('ringfence_reviewer', 'allow_add'), ('ringfence_reviewer', 'allow_remove'),
    ('ringfence_publisher', 'release'), ('ringfence_publisher', 'expire_due'), ('ringfence_publisher', 'set_mode'), ('ringfence_publisher', 'set_caps'),
    ('ringfence_enforcer', 'feed_read'), ('ringfence_enforcer', 'feed_state'), ('ringfence_enforcer', 'feed_ack'),
    ('ringfence_appeals', 'undo'),
    ('ringfence_auditor', 'read_audit'), ('ringfence_auditor', 'read_decisions'), ('ringfence_auditor', 'read_releases'),
    ('ringfence_reader', 'read_cases'), ('ringfence_reader', 'read_allow_list'), ('ringfence_reader', 'read_kind_standing'), ('ringfence_reader', 'release_preview'), ('ringfence_reader', 'enforcement_state')
$$;
comment on function ringfence.role_grants is 'THE list of who may call what; a person may hold several roles.';

create function ringfence.grant_roles() returns text[] language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  the_role text;
  the_function regprocedure;
  missing text[] := '{}';
begin
  revoke all on all functions in schema ringfence from public;
  revoke all on all procedures in schema ringfence from public;
  revoke all on all tables in schema ringfence from public;
  for the_role in select distinct role_name from ringfence.role_grants() order by 1 loop
    if not exists (select from pg_roles where rolname = the_role) then
      begin
        execute format('create role %I nologin', the_role);
      exception
        when insufficient_privilege then missing := array_append(missing, the_role);
        -- Another database of this server is being migrated at the same time.
        when duplicate_object or unique_violation then null;
      end;
    end if;
    if the_role = any (missing) then continue; end if;
    execute format('grant usage on schema ringfence to %I', the_role);
    for the_function in
      select pg_proc.oid::regprocedure from ringfence.role_grants() as listed join pg_proc on pg_proc.proname = listed.function_name and pg_proc.pronamespace = 'ringfence'::regnamespace
      where listed.role_name = the_role
    loop
      execute format('grant execute on function %s to %I', the_function, the_role);
    end loop;
  end loop;
  return missing;
end $$;
comment on function ringfence.grant_roles is 'Makes the roles that are missing, where it may, and grants them their functions; gives the roles that an administrator must create. Safe to repeat.';
select ringfence.grant_roles();
