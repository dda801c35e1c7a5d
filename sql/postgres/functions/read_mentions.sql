-- For: ringfence_night, ringfence_auditor
-- For an account's own request: what people did about it, not who they are, nor their notes.
create or replace function ringfence.read_mentions(account text)
returns table (about text, at timestamptz, what text)
language sql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
  with own as materialized (select array(select candidate.case_id from ringfence.ban_candidate as candidate where candidate.account_id = account) as cases)
  select 'allow_list', entry.added_at, concat('on the allow-list', ', until ' || ringfence.feed_time(entry.expires_at), ', taken back at ' || ringfence.feed_time(entry.removed_at))
  from ringfence.allow_list as entry where entry.kind = 'account' and entry.value = account
  union all
  select 'audit', line.happened_at, concat_ws(' ', line.subject, line.change, line.from_state, line.to_state)
  from ringfence.audit as line cross join own
  where line.account_id = account or line.case_id = any (own.cases) or account in (line.detail #>> '{before,value}', line.detail #>> '{after,value}', line.detail #>> '{request,subject}')
    or line.detail #>> '{request,subject}' = any (own.cases) or line.detail -> 'cases' ?| own.cases
  union all
  select 'canary_draw', draw.drawn_at, case when draw.chosen then 'drawn for a canary, and in it' else 'drawn for a canary, and not in it' end
  from ringfence.canary_draw as draw cross join own where draw.case_id = any (own.cases)
  union all
  select 'look', seen.looked_at, 'looked at in a review' from ringfence.look as seen where seen.account_id = account
  union all
  select 'overturned', past.overturned_at, format('the %s was overturned', past.action) from ringfence.overturned as past where past.account_id = account
  union all
  select 'release', made.released_at, format('%s, asked for by account or case', made.kind)
  from ringfence.release as made cross join own where made.request ->> 'subject' = account or made.request ->> 'subject' = any (own.cases)
  union all
  select 'review', opened.opened_at, case when account = any (opened.sample) then 'in a review, and drawn to be looked at' else 'in a review' end
  from ringfence.review as opened cross join own where opened.cases && own.cases
  union all
  select 'set_aside', aside.set_aside_at, format('a proposal was not taken: %s', aside.fault) from ringfence.set_aside as aside where aside.account_id = left(account, 1000)
  union all
  select 'urgent', ahead.asked_at, format('%s, told ahead', ahead.what)
  from ringfence.urgent as ahead cross join own where ahead.cases && own.cases or ahead.request ->> 'subject' = account or ahead.request ->> 'subject' = any (own.cases)
  order by 2, 1, 3
$$;
comment on function ringfence.read_mentions is 'What people did about an account, as it stands in the tables that no other part of its export reads: which table, when, and what in a few words.';
revoke all on function ringfence.read_mentions from public;
grant execute on function ringfence.read_mentions to ringfence_night, ringfence_auditor;
