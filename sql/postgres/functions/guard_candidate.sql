-- For: the functions and triggers here
-- Asks nothing of large tables: it runs once per row. What a state rests on is asked once per statement, by guard_candidate_state.
create or replace function ringfence.guard_candidate()
returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  unchanged ringfence.ban_candidate;
  fault text;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'proposed' then
      perform ringfence.refuse(format('A case begins as proposed, not as %s. Insert it as proposed.', new.state));
    end if;
    -- Never taken from whoever inserts: decisions and the feed hang on them.
    new.case_id := 'C-' || nextval('ringfence.case_number');
    new.proposed_by := session_user;
    -- An action off the ladder is the table's to refuse.
    fault := case when new.action in ('watch', 'challenge', 'restrict', 'ban') then ringfence.proposal_fault(new.action, new.kinds, new.reasons) end;
    -- Set aside, not refused: one case that cannot be must not make a night fail.
    if fault is not null then
      insert into ringfence.set_aside (run_id, account_id, fault) values (left(new.run_id, 200), left(new.account_id, 1000), fault);
      return null;
    end if;
    new.checked := true;
    -- Left out, not refused: whoever is put on the allow-list while a night is being published must not make it fail.
    if ringfence.is_allowed(new.account_id, new.reasons) then return null; end if;
    new.overturned_before := (select count(*) from ringfence.overturned as past where past.account_id = new.account_id);
    return new;
  end if;
  if tg_op = 'DELETE' then
    if old.state in ('proposed', 'approved', 'released') then
      perform ringfence.refuse(format('Case %s is %s and cannot be deleted. End it first (reject or undo).', old.case_id, old.state));
    end if;
    -- Retention deletes what came to nothing by itself. What people decided, and what was in force, counts for brakes and for who looks later.
    if old.state in ('rejected', 'reversed') or exists (select from ringfence.feed as line where line.case_id = old.case_id) then
      perform ringfence.refuse(format('Case %s is %s: what people decided, and what was in force, is kept.', old.case_id, old.state));
    end if;
    return old;
  end if;
  unchanged := old;
  unchanged.state := new.state;
  if unchanged is distinct from new then
    perform ringfence.refuse(format('Case %s: only the state of a proposal may change, what was proposed is past. Propose anew instead.', old.case_id));
  end if;
  if new.state <> old.state and not ringfence.may_follow(old.state, new.state) then
    perform ringfence.refuse(format(
      'Case %s is %s and cannot become %s. It goes proposed, approved, released, then reversed or expired; or from proposed or approved to rejected, withdrawn, superseded or expired.',
      old.case_id, old.state, new.state));
  end if;
  return new;
end
$$;
comment on function ringfence.guard_candidate is 'Holds the order of the states of a proposal and everything else of it unchanged; leaves out what is, or rests on what is, on the allow-list.';
revoke all on function ringfence.guard_candidate from public;
