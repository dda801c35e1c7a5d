-- Meaning: deletes proposals that came to nothing by themselves and are past their time. Kept: open ones, and what people decided.
-- Params:  $1 now, $2 days to keep, after the proposal
delete from ringfence.ban_candidate
where state in ('superseded', 'withdrawn', 'expired')
  and proposed_at < cast($1 as timestamptz) - cast($2 as integer) * interval '24 hours'
  and not exists (select from ringfence.feed where feed.case_id = ban_candidate.case_id)
