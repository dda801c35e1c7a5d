-- Meaning: the states of a proposal are held here, not by good manners: which state may follow which, what may never change, and what
-- text and numbers may look like. An open proposal (proposed, approved) may also end by itself (expired), as it always could.
-- Functions here switch off one way of joining or scanning (enable_…): their plans are made when tables are nearly empty, kept for the
-- session, and would take minutes where 17,000 rows change at once.
-- What every refusal has in common: SQLSTATE RF001 and a sentence that says what to do.

-- Controls, zero width and bidirectional characters: nobody who reads a reason may be shown another one.
create function ringfence.is_plain(value text, most integer) returns boolean language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select value is null or (length(value) between 1 and most and value !~ '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
$$;
comment on function ringfence.is_plain is 'True for null and for text of 1 to that many characters without control, zero width and bidirectional characters.';

create function ringfence.refuse(message text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using message = message, errcode = 'RF001';
end $$;
comment on function ringfence.refuse is 'Refuses, with a sentence for people.';

create sequence ringfence.case_number;
alter table ringfence.ban_candidate add column case_id text, add column proposed_by text;
update ringfence.ban_candidate set case_id = 'C-' || nextval('ringfence.case_number'), proposed_by = session_user;
-- An approval from before has no decisions behind it that could be looked at: people decide again.
update ringfence.ban_candidate set state = 'proposed' where state = 'approved';
alter table ringfence.ban_candidate
  alter column case_id set not null,
  alter column proposed_by set not null,
  add constraint ban_candidate_case unique (case_id),
  add constraint ban_candidate_case_form check (case_id ~ '^C-[1-9][0-9]*$'),
  drop constraint ban_candidate_state_check,
  add constraint ban_candidate_state_check check (state in ('proposed', 'approved', 'released', 'reversed', 'rejected', 'superseded', 'withdrawn', 'expired')),
  add constraint ban_candidate_finite check (proposed_at between '1970-01-01 00:00+00' and '9999-12-31 00:00+00' and expires_at <= '9999-12-31 00:00+00'),
  add constraint ban_candidate_account_length check (octet_length(account_id) <= 100000),
  add constraint ban_candidate_kinds_text check (cardinality(kinds) <= 50 and ringfence.is_plain(nullif(array_to_string(kinds, ' '), ''), 2000)),
  add constraint ban_candidate_reasons_size check (pg_column_size(reasons) <= 2000000),
  add constraint ban_candidate_summary_text check (ringfence.is_plain(nullif(reasons ->> 'summary', ''), 4000));
create index ban_candidate_end on ringfence.ban_candidate (expires_at) where state in ('proposed', 'approved', 'released') and expires_at is not null;
-- The queue of a release, oldest first.
create index ban_candidate_queue on ringfence.ban_candidate (ring_id, length(case_id), case_id) where state in ('proposed', 'approved');
comment on column ringfence.ban_candidate.case_id is 'C-<number>, given when it is proposed and never again: what people and enforcement call this case.';
comment on column ringfence.ban_candidate.proposed_by is 'The database user that proposed it; nobody may approve a ban of their own.';
comment on column ringfence.ban_candidate.state is 'proposed and approved are open; released (in the feed), then reversed (lifted by people) or expired (lifted by itself); rejected by people; superseded by a stronger action; withdrawn (evidence gone or weaker); expired.';

create function ringfence.may_follow(before text, after text) returns boolean language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
begin
  return case before
    when 'proposed' then after in ('approved', 'rejected', 'withdrawn', 'superseded', 'expired')
    when 'approved' then after in ('released', 'rejected', 'withdrawn', 'superseded', 'expired')
    when 'released' then after in ('reversed', 'expired')
    else false
  end;
end $$;
comment on function ringfence.may_follow is 'The states that may follow a state of a proposal.';

create function ringfence.guard_candidate() returns trigger language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  unchanged ringfence.ban_candidate;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'proposed' then
      perform ringfence.refuse(format('A case begins as proposed, not as %s. Insert it as proposed.', new.state));
    end if;
    -- Never taken from whoever inserts: decisions and the feed hang on them.
    new.case_id := 'C-' || nextval('ringfence.case_number');
    new.proposed_by := session_user;
    -- Left out, not refused: whoever is put on the allow-list while a night is being published must not make it fail.
    if ringfence.is_allowed(new.account_id, new.reasons) then return null; end if;
    return new;
  end if;
  if tg_op = 'DELETE' then
    if old.state in ('proposed', 'approved', 'released') then
      perform ringfence.refuse(format('Case %s is %s and cannot be deleted. End it first (reject or undo).', old.case_id, old.state));
    end if;
    return old;
  end if;
  unchanged := old;
  unchanged.state := new.state;
  if unchanged is distinct from new then
    perform ringfence.refuse(format('Case %s: only the state of a proposal may change, what was proposed is past. Propose anew instead.', old.case_id));
  end if;
  if new.state = old.state then return new; end if;
  if not ringfence.may_follow(old.state, new.state) then
    perform ringfence.refuse(format('Case %s is %s and cannot become %s. It goes proposed, approved, released, then reversed or expired; or from proposed or approved to rejected, withdrawn, superseded or expired.', old.case_id, old.state, new.state));
  end if;
  if new.state = 'approved' and not ringfence.is_approved(old.case_id, old.action, old.proposed_by, old.expires_at) then
    perform ringfence.refuse(format('Case %s lacks the decisions that an approved %s needs: for a ban two database users who did not propose it, else one. Use ringfence.decide_accounts or ringfence.decide_ring.', old.case_id, old.action));
  end if;
  if new.state = 'released' and not exists (select from ringfence.feed where feed.case_id = old.case_id and feed.effect = 'apply') then
    perform ringfence.refuse(format('Case %s is not in the feed. Use ringfence.release.', old.case_id));
  end if;
  if old.state = 'released' and not exists (select from ringfence.feed where feed.case_id = old.case_id and feed.effect = 'lift') then
    perform ringfence.refuse(format('Case %s is not lifted in the feed. Use ringfence.undo.', old.case_id));
  end if;
  return new;
end $$;
comment on function ringfence.guard_candidate is 'Holds the states of a proposal and everything else of it unchanged; leaves out what is, or rests on what is, on the allow-list.';
create trigger guard_candidate before insert or update or delete on ringfence.ban_candidate for each row execute function ringfence.guard_candidate();
alter table ringfence.ban_candidate enable always trigger guard_candidate;
