-- Meaning: every proposal that stands, other than watch.
-- Gives:   account_id, action, of_minutes (false: of a night), proposed_ms; the earliest for each account
select distinct on (candidate.account_id) candidate.account_id, candidate.action, run.kind = 'incident' as of_minutes, cast(extract(epoch from min(candidate.proposed_at) over (partition by candidate.account_id)) * 1000 as bigint) as proposed_ms
from ringfence.ban_candidate as candidate
join ringfence.run on run.run_id = candidate.run_id
where candidate.action <> 'watch' and candidate.state in ('proposed', 'approved', 'released', 'superseded')
  and exists (
    select from ringfence.ban_candidate as now where now.account_id = candidate.account_id and now.state in ('proposed', 'approved', 'released') and now.action <> 'watch'
  )
order by candidate.account_id, (candidate.state <> 'superseded') desc, candidate.proposed_at
