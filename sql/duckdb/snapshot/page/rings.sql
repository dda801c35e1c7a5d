-- Meaning: rings that fit every filter, the strongest first, with what is proposed by action and how they changed since the night before.
-- Gives:   size_before: in the run before its last that found it, null where there is none
-- Params:  $status (null: any), $kind, $action, $least, $most (accounts), $since (ISO 8601: known since then or later), $text (part of an account, a
--          device, an address or a target, upper or lower case alike), each null: any; $limit
with candidate as (
  select ring_id, cast(count(*) filter (action = 'restrict') as integer) as restrict_count, cast(count(*) filter (action = 'challenge') as integer) as challenge_count,
         cast(count(*) filter (action = 'watch') as integer) as watch_count, list(distinct action) as actions
  from ban_candidate
  where state in ('proposed', 'approved')
  group by ring_id
), named as (
  select ring_id from current_member where contains(lower(account_id), lower($text))
  union
  select ring_id from ring_evidence where contains(lower(key), lower($text)) or contains(lower(source), lower($text))
  union
  select ring_id from ring_key where contains(lower(key), lower($text))
  union
  select ring_id from ring where lower(ring_id) = lower($text)
), sized as (
  select ring_event.ring_id, ring_event.size, row_number() over (partition by ring_event.ring_id order by run.as_of desc, run.finished_at desc, run.run_id) as place
  from ring_event join run on run.run_id = ring_event.run_id
  where ring_event.event in ('birth', 'continuation', 'return', 'split')
)
select summary.*, coalesce(candidate.restrict_count, 0) as restrict_count, coalesce(candidate.challenge_count, 0) as challenge_count, coalesce(candidate.watch_count, 0) as watch_count,
       sized.size as size_before
from ring_summary as summary
left join candidate on candidate.ring_id = summary.ring_id
left join sized on sized.ring_id = summary.ring_id and sized.place = 2
where ($status is null or summary.status = $status)
  and ($kind is null or list_contains(summary.kinds, $kind))
  and ($action is null or list_contains(candidate.actions, $action))
  and ($least is null or summary.size >= $least)
  and ($most is null or summary.size <= $most)
  and ($since is null or summary.first_seen_at >= cast($since as timestamptz))
  and ($text is null or summary.ring_id in (select ring_id from named))
order by summary.status, summary.evidence_bits desc, length(summary.ring_id), summary.ring_id
limit $limit
