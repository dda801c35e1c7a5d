-- For: ringfence_enforcer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.lifts_ahead()
returns table (epoch uuid, seq bigint, case_id text, account_id text, action text, ring_id text, reason_code text, asked_by text, asked_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select line.epoch, line.seq, line.case_id, line.account_id, line.action, line.ring_id, ended.reason_code, ended.asked_by, ended.asked_at
  from (
    select distinct on (the_case) the_case, case one.what when 'expire' then 'expired' else 'undone_' || (one.request ->> 'what') end as reason_code, one.asked_by, one.asked_at
    from ringfence.open_urgent() as one cross join unnest(one.cases) as the_case
    order by the_case, one.urgent_id
  ) as ended
  join ringfence.feed as line on line.case_id = ended.the_case and line.effect = 'apply'
  where not exists (select from ringfence.feed as lift where lift.case_id = line.case_id and lift.effect = 'lift')
  order by line.seq
$$;
comment on function ringfence.lifts_ahead is 'Effects (seq: the row that applied each) that are lifted, and whose rows in the feed wait for somebody who holds the lock on cases. Mostly none.';
revoke all on function ringfence.lifts_ahead from public;
grant execute on function ringfence.lifts_ahead to ringfence_enforcer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;
