-- Meaning: the allow-list, and how people decide. The allow-list speaks of accounts, and of the devices, addresses and targets that cases
-- rest on (the strongest keys in a proposal's reasons). It is checked when a case is proposed and again when it is released.
create function ringfence.value_kind(kind text) returns text language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
begin
  return case kind when 'ip' then 'address' when 'subnet' then 'address' when 'engagement' then 'target' when 'timing' then 'target' else kind end;
end $$;
comment on function ringfence.value_kind is 'What a kind of trace is about: device, address, target, or the kind itself.';

create function ringfence.value_of(kind text, key text) returns text language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
begin
  -- Keys: "address@day", "action:target", "action:target@moment".
  return case
    when kind in ('ip', 'subnet') then regexp_replace(key, '@\d+$', '')
    when kind = 'timing' then substr(regexp_replace(key, '@\d+$', ''), strpos(key, ':') + 1)
    when kind = 'engagement' then substr(key, strpos(key, ':') + 1)
    else key
  end;
end $$;
comment on function ringfence.value_of is 'The device, address or target inside a key.';

create function ringfence.values_of(reasons jsonb) returns table (kind text, value text, bits numeric) language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select ringfence.value_kind(one ->> 'kind'), ringfence.value_of(one ->> 'kind', one ->> 'key'), sum(case jsonb_typeof(one -> 'bits') when 'number' then (one ->> 'bits')::numeric else 0 end)
  from jsonb_array_elements(case jsonb_typeof(reasons -> 'keys') when 'array' then reasons -> 'keys' else '[]' end) as one
  where one ->> 'kind' is not null and one ->> 'key' is not null
  group by 1, 2
$$;
comment on function ringfence.values_of is 'The values that a case rests on, with their bits: of its strongest keys.';

create table ringfence.allow_list (
  allow_id bigint generated always as identity primary key,
  kind text not null check (kind in ('account', 'device', 'address', 'target')),
  value text not null check (octet_length(value) between 1 and 100000),
  reason text not null check (ringfence.is_plain(reason, 500)),
  author text not null,
  added_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz check (isfinite(expires_at)),
  removed_at timestamptz,
  removed_by text,
  check ((removed_at is null) = (removed_by is null))
);
create index allow_list_value on ringfence.allow_list using hash (value) where removed_at is null;
comment on table ringfence.allow_list is 'Accounts, devices, addresses and targets that nothing is done about.';
comment on column ringfence.allow_list.allow_id is 'Its number.';
comment on column ringfence.allow_list.kind is 'account, device, address or target.';
comment on column ringfence.allow_list.value is 'As the source has it; an address or network as keys have it (203.0.113.9, 203.0.113.0/24).';
comment on column ringfence.allow_list.reason is 'Why.';
comment on column ringfence.allow_list.author is 'The database user that added it.';
comment on column ringfence.allow_list.added_at is 'When.';
comment on column ringfence.allow_list.expires_at is 'When it ends by itself; null: not by itself.';
comment on column ringfence.allow_list.removed_at is 'When it was taken back; null: it holds.';
comment on column ringfence.allow_list.removed_by is 'The database user that took it back.';

create function ringfence.guard_allow_list() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  unchanged ringfence.allow_list;
begin
  if tg_op = 'INSERT' then
    new.author := session_user;
    if new.removed_at is not null then perform ringfence.refuse('An entry begins as one that holds.'); end if;
    return new;
  end if;
  if tg_op = 'DELETE' then perform ringfence.refuse('Entries of the allow-list are taken back, not deleted. Use ringfence.allow_remove.'); end if;
  unchanged := old;
  unchanged.removed_at := new.removed_at;
  unchanged.removed_by := new.removed_by;
  if unchanged is distinct from new or old.removed_at is not null or new.removed_by <> session_user then
    perform ringfence.refuse(format('Entry %s: the past of the allow-list cannot be edited. Take it back and add another.', old.allow_id));
  end if;
  return new;
end $$;
comment on function ringfence.guard_allow_list is 'Entries are added and taken back, nothing else.';
create trigger guard_allow_list before insert or update or delete on ringfence.allow_list for each row execute function ringfence.guard_allow_list();
create trigger keep_allow_list before truncate on ringfence.allow_list for each statement execute function ringfence.refuse_change();
create trigger audit_allow_list after insert or update on ringfence.allow_list for each row execute function ringfence.audit_row();
alter table ringfence.allow_list enable always trigger guard_allow_list;
alter table ringfence.allow_list enable always trigger keep_allow_list;
alter table ringfence.allow_list enable always trigger audit_allow_list;

create function ringfence.is_allowed(account text, reasons jsonb) returns boolean language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  -- Mostly nothing but accounts is listed, and the index answers.
  if exists (select from ringfence.allow_list where value = account and kind = 'account' and removed_at is null and (expires_at is null or expires_at > clock_timestamp())) then return true; end if;
  if not exists (select from ringfence.allow_list where kind <> 'account' and removed_at is null) then return false; end if;
  return exists (
    select from ringfence.values_of(reasons) as held
    join ringfence.allow_list on allow_list.value = held.value and allow_list.kind = held.kind
    where allow_list.removed_at is null and (allow_list.expires_at is null or allow_list.expires_at > clock_timestamp())
  );
end $$;
comment on function ringfence.is_allowed is 'True where the account, or a value that its case rests on, is on the allow-list now.';

create function ringfence.allow_add(kind text, value text, reason text, expires_at timestamptz default null) returns table (allow_id bigint, released_count bigint) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
begin
  if expires_at <= clock_timestamp() then perform ringfence.refuse('The entry would be over already. Give a time to come.'); end if;
  select known.allow_id into allow_id from ringfence.allow_list as known
  where known.kind = kind and known.value = value and known.removed_at is null and known.expires_at is not distinct from expires_at order by known.allow_id limit 1;
  if allow_id is null then
    insert into ringfence.allow_list as entry (kind, value, reason, author, expires_at) values (kind, value, reason, session_user, expires_at) returning entry.allow_id into allow_id;
  end if;
  select count(*) into released_count from ringfence.ban_candidate as candidate
  where candidate.state = 'released' and case kind when 'account' then candidate.account_id = value else exists (select from ringfence.values_of(candidate.reasons) as held where held.kind = kind and held.value = value) end;
  return next;
end $$;
comment on function ringfence.allow_add is 'Puts an account, device, address or target on the allow-list; gives the number of the entry and how many cases that rest on it are in force already. The same entry twice is one.';

create function ringfence.allow_remove(allow_id bigint) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
begin
  update ringfence.allow_list as entry set removed_at = clock_timestamp(), removed_by = session_user where entry.allow_id = allow_id and entry.removed_at is null;
  if found then return true; end if;
  if not exists (select from ringfence.allow_list as entry where entry.allow_id = allow_id) then perform ringfence.refuse(format('The allow-list has no entry %s. List it first.', allow_id)); end if;
  return false;
end $$;
comment on function ringfence.allow_remove is 'Takes an entry back; false where it was taken back before.';

create table ringfence.review (
  review_id bigint generated always as identity primary key,
  ring_id text not null,
  opened_by text not null default session_user check (opened_by = session_user),
  opened_at timestamptz not null default clock_timestamp(),
  seed text not null check (ringfence.is_plain(seed, 100)),
  cases text[] not null check (cardinality(cases) > 0),
  sample text[] not null check (cardinality(sample) > 0)
);
call ringfence.make_append_only('review');
comment on table ringfence.review is 'A person began to look at a whole ring: the cases that were open then, and the accounts drawn to be looked at. Append-only.';
comment on column ringfence.review.review_id is 'Its number.';
comment on column ringfence.review.ring_id is 'The ring.';
comment on column ringfence.review.opened_by is 'Who (database user); only the same user can decide by it.';
comment on column ringfence.review.opened_at is 'When.';
comment on column ringfence.review.seed is 'The sample is drawn by this.';
comment on column ringfence.review.cases is 'The cases that were open.';
comment on column ringfence.review.sample is 'Account ids that must be looked at.';

create table ringfence.decision (
  decision_id bigint generated always as identity primary key,
  case_id text not null,
  verdict text not null check (verdict in ('approve', 'reject', 'automatic')),
  decided_by text not null default session_user check (decided_by = session_user),
  decided_at timestamptz not null default clock_timestamp(),
  reason text not null check (ringfence.is_plain(reason, 500)),
  review_id bigint references ringfence.review,
  constraint decision_once unique (case_id, decided_by, verdict)
);
call ringfence.make_append_only('decision');
comment on table ringfence.decision is 'What people decided about cases, who and why. Append-only.';
comment on column ringfence.decision.decision_id is 'Its number.';
comment on column ringfence.decision.case_id is 'The case.';
comment on column ringfence.decision.verdict is 'approve, reject, or automatic (a restriction that expires by itself, where the brakes allow that).';
comment on column ringfence.decision.decided_by is 'Who (database user).';
comment on column ringfence.decision.decided_at is 'When.';
comment on column ringfence.decision.reason is 'Why.';
comment on column ringfence.decision.review_id is 'The review of the whole ring that it came from, if any.';

create function ringfence.is_approved(the_case text, action text, proposed_by text, expires_at timestamptz) returns boolean language sql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
  select case action
    when 'ban' then (select count(distinct decided_by) >= 2 from ringfence.decision where case_id = the_case and verdict = 'approve' and decided_by <> proposed_by)
    else exists (select from ringfence.decision where case_id = the_case and (verdict = 'approve' or (verdict = 'automatic' and action = 'restrict' and expires_at is not null)))
  end
$$;
comment on function ringfence.is_approved is 'Whether a case has the decisions it needs: a ban those of two database users who did not propose it, anything else one.';

-- Releases, undoing and publishing change the same rows: one lock for all, in the same order everywhere (this one, then the head of the feed).
create function ringfence.lock_cases() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    perform ringfence.refuse('This needs the isolation level read committed: under another one it would decide by what was, not by what is. Begin the transaction without a level.');
  end if;
  perform pg_advisory_xact_lock(hashtext('ringfence'), hashtext('publish'));
end $$;
comment on function ringfence.lock_cases is 'Waits for whoever else changes cases, until the end of the transaction.';

create function ringfence.record_decision(cases text[], verdict text, reason text, review_id bigint) returns table (decided bigint, changed bigint, waiting bigint) language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
#variable_conflict use_variable
begin
  if verdict not in ('approve', 'reject') then perform ringfence.refuse(format('%s is no verdict. Say approve or reject.', coalesce(quote_literal(verdict), 'null'))); end if;
  if verdict = 'approve' and exists (select from ringfence.ban_candidate as candidate where candidate.case_id = any (cases) and candidate.action = 'ban' and candidate.state = 'proposed' and candidate.proposed_by = session_user) then
    perform ringfence.refuse(format('The database user %s proposed some of these bans and cannot approve them. Two others must.', session_user));
  end if;
  insert into ringfence.decision (case_id, verdict, reason, review_id)
  select candidate.case_id, verdict, reason, review_id from ringfence.ban_candidate as candidate
  where candidate.case_id = any (cases) and (candidate.state = 'proposed' or (verdict = 'reject' and candidate.state = 'approved'))
  order by length(candidate.case_id), candidate.case_id
  on conflict on constraint decision_once do nothing;
  get diagnostics decided = row_count;
  if verdict = 'approve' then
    update ringfence.ban_candidate as candidate set state = 'approved'
    where candidate.case_id = any (cases) and candidate.state = 'proposed' and ringfence.is_approved(candidate.case_id, candidate.action, candidate.proposed_by, candidate.expires_at);
  else
    update ringfence.ban_candidate as candidate set state = 'rejected' where candidate.case_id = any (cases) and candidate.state in ('proposed', 'approved');
  end if;
  get diagnostics changed = row_count;
  select count(*) into waiting from ringfence.ban_candidate as candidate where candidate.case_id = any (cases) and candidate.state = 'proposed';
  return next;
end $$;
comment on function ringfence.record_decision is 'Writes decisions and what follows from them; nobody but the functions here may call it.';

create function ringfence.decide_accounts(accounts text[], verdict text, reason text) returns table (decided bigint, changed bigint, waiting bigint) language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  cases text[];
  missing bigint;
begin
  perform ringfence.lock_cases();
  select array_agg(case_id) into cases from ringfence.ban_candidate where account_id = any (accounts) and state in ('proposed', 'approved');
  select count(*) into missing from unnest(accounts) as wanted (account_id)
  where not exists (select from ringfence.ban_candidate as candidate where candidate.account_id = wanted.account_id and candidate.state in ('proposed', 'approved', 'rejected'));
  if missing > 0 then perform ringfence.refuse(format('%s of these %s accounts have no open case. Nothing was decided. Look at what is open first.', missing, cardinality(accounts))); end if;
  return query select * from ringfence.record_decision(coalesce(cases, '{}'), verdict, reason, null);
end $$;
comment on function ringfence.decide_accounts is 'Approves or rejects the open cases of accounts by name; gives decisions written, cases whose state changed, and cases still waiting for another person.';

create function ringfence.sample_size(n bigint) returns integer language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select least(n, greatest(5, least(20, ceil(sqrt(n)))))::integer
$$;
comment on function ringfence.sample_size is 'How many accounts of a ring must be looked at: the square root of its open cases, 5 to 20.';

create function ringfence.blast_radius(ring text) returns table (
  ring_id text, size integer, status text, cases bigint, ban bigint, restrict_count bigint, challenge bigint, watch bigint, protected bigint, closed bigint,
  rejected_before bigint, overturned_before bigint, value_kind text, value text, value_cases bigint, value_share double precision, overturned_kinds jsonb, accounts text[]
) language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  if not exists (select from ringfence.ring as one where one.ring_id = ring) then perform ringfence.refuse(format('There is no ring %s.', coalesce(quote_literal(ring), 'null'))); end if;
  return query
  with open_case as (select * from ringfence.ban_candidate as candidate where candidate.ring_id = ring and candidate.state in ('proposed', 'approved')),
  held as (select one.kind, one.value, count(*) as holders, sum(one.bits) as bits, sum(sum(one.bits)) over () as all_bits from open_case cross join lateral ringfence.values_of(open_case.reasons) as one group by one.kind, one.value),
  most as (select * from held order by bits desc, kind, value limit 1)
  select known.ring_id, known.size, known.status,
    (select count(*) from open_case), (select count(*) from open_case where action = 'ban'), (select count(*) from open_case where action = 'restrict'),
    (select count(*) from open_case where action = 'challenge'), (select count(*) from open_case where action = 'watch'),
    (select count(*) from ringfence.ring_member as member where member.ring_id = ring and member.run_id = known.last_run_id and member.role = 'protected'),
    (select count(*) from ringfence.ring_member as member where member.ring_id = ring and member.run_id = known.last_run_id and member.role = 'closed'),
    (select count(distinct past.account_id) from ringfence.ban_candidate as past join open_case on open_case.account_id = past.account_id where past.state = 'rejected'),
    (select count(distinct past.account_id) from ringfence.overturned as past join open_case on open_case.account_id = past.account_id),
    most.kind, most.value, most.holders, (most.bits / nullif(most.all_bits, 0))::double precision,
    (select coalesce(jsonb_agg(jsonb_build_object('kind', standing.kind, 'applied_count', standing.applied_count, 'overturned_count', standing.overturned_count, 'overturned_share', standing.overturned_share)
        order by standing.overturned_share desc, standing.kind), '[]')
      from ringfence.kind_standing as standing where standing.overturned_count > 0 and standing.kind in (select unnest(open_case.kinds) from open_case)),
    (select array_agg(account_id order by account_id collate "C") from open_case)
  from ringfence.ring as known left join most on true
  where known.ring_id = ring;
end $$;
comment on function ringfence.blast_radius is 'What approving a whole ring would do: how many accounts and actions, how many of its members are protected, what was rejected or overturned before, of these accounts and by kind of evidence, and the one value that the cases rest on most, by share of the bits of their strongest keys.';

create function ringfence.open_review(ring text, seed text default null) returns table (review_id bigint, cases bigint, sample text[]) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  open_cases text[];
begin
  seed := coalesce(seed, gen_random_uuid()::text);
  select array_agg(candidate.case_id order by length(candidate.case_id), candidate.case_id) into open_cases from ringfence.ban_candidate as candidate where candidate.ring_id = ring and candidate.state in ('proposed', 'approved');
  if open_cases is null then perform ringfence.refuse(format('Ring %s has no open case.', coalesce(quote_literal(ring), 'null'))); end if;
  cases := cardinality(open_cases);
  select array_agg(drawn.account_id order by drawn.account_id collate "C") into sample from (
    select candidate.account_id from ringfence.ban_candidate as candidate where candidate.case_id = any (open_cases)
    order by sha256(convert_to(seed || '/' || candidate.case_id, 'UTF8')) limit ringfence.sample_size(cases)
  ) as drawn;
  insert into ringfence.review as made (ring_id, seed, cases, sample) values (ring, seed, open_cases, sample) returning made.review_id into review_id;
  return next;
end $$;
comment on function ringfence.open_review is 'Begins to look at a ring: draws the accounts that must be looked at. Without a seed it is drawn too.';

create function ringfence.decide_ring(review_id bigint, verdict text, reason text, looked_at text[]) returns table (decided bigint, changed bigint, waiting bigint) language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
#variable_conflict use_variable
declare
  opened ringfence.review;
  missing bigint;
begin
  perform ringfence.lock_cases();
  select * into opened from ringfence.review as one where one.review_id = review_id;
  if opened.review_id is null or opened.opened_by <> session_user then perform ringfence.refuse(format('The database user %s opened no review %s. Open one (ringfence.open_review).', session_user, review_id)); end if;
  select count(*) into missing from unnest(opened.sample) as drawn (account_id) where not drawn.account_id = any (coalesce(looked_at, '{}'));
  if verdict = 'approve' and missing > 0 then
    perform ringfence.refuse(format('%s of the %s accounts drawn for review %s were not looked at. Look at each and name them all.', missing, cardinality(opened.sample), review_id));
  end if;
  if verdict = 'approve' and exists (select from ringfence.ban_candidate as candidate where candidate.ring_id = opened.ring_id and candidate.state = 'proposed' and not candidate.case_id = any (opened.cases)) then
    perform ringfence.refuse(format('Ring %s has cases that were not there when review %s was opened. Open another.', opened.ring_id, review_id));
  end if;
  return query select * from ringfence.record_decision(opened.cases, verdict, reason, review_id);
end $$;
comment on function ringfence.decide_ring is 'Approves or rejects every case of a review''s ring; approving needs the names of all accounts that were drawn. Gives decisions written, cases whose state changed, and cases waiting for another person.';
