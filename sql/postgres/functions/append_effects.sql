-- For: the functions and triggers here
-- In the loop nothing is asked of a table or an array: with plan_cache_mode each question would be planned once per case.
create or replace function ringfence.append_effects(effect text, cases text[], release_id text, reason_code text, at timestamptz, by text default session_user)
returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  head ringfence.feed_head;
  line ringfence.feed;
  lines ringfence.feed[] := '{}';
  the_case record;
  -- Nothing that another detector wrote stands in a statement.
  known text[] := array(select kind from ringfence.trace_kind);
begin
  select * into strict head from ringfence.feed_head for update;
  for the_case in
    select candidate.account_id, candidate.action, candidate.expires_at, candidate.ring_id, candidate.case_id, array(select one from unnest(candidate.kinds) as one where one = any (known)) as kinds, ring.size, held.basis
    from unnest(cases) with ordinality as wanted (case_id, place)
    join ringfence.ban_candidate as candidate on candidate.case_id = wanted.case_id
    join ringfence.ring on ring.ring_id = candidate.ring_id
    join ringfence.basis_of(effect, cases, by) as held on held.case_id = wanted.case_id
    order by place
  loop
    line.seq := head.last_seq + 1;
    line.epoch := head.epoch;
    line.effect := effect;
    line.account_id := the_case.account_id;
    line.action := the_case.action;
    line.reason_code := reason_code;
    line.effective_at := at;
    line.expires_at := case effect when 'apply' then date_trunc('milliseconds', the_case.expires_at) end;
    line.ring_id := the_case.ring_id;
    line.case_id := the_case.case_id;
    line.release_id := release_id;
    line.statement := ringfence.statement_of_reasons(effect, reason_code, the_case.action, the_case.ring_id, the_case.size, the_case.kinds, the_case.case_id, line.expires_at);
    line.basis := the_case.basis;
    line.prev_hash := head.last_hash;
    line.hash := ringfence.feed_hash(line);
    head.last_seq := line.seq;
    head.last_hash := line.hash;
    lines := array_append(lines, line);
  end loop;
  insert into ringfence.feed select line_of.* from unnest(lines) as line_of;
  return cardinality(lines);
end
$$;
comment on function ringfence.append_effects is 'Appends effects for cases to the feed, in the order given; the caller holds the locks.';
revoke all on function ringfence.append_effects from public;
