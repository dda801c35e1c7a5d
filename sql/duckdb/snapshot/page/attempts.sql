-- Meaning: runs that did not publish after the newest one that did: refused by a guardrail, failed, or still going on.
-- Gives:   the newest first, at most five
select run_id, as_of, started_at, status, reason
from run
where status <> 'published' and started_at > (select coalesce(max(started_at), timestamptz '1970-01-01') from run where status = 'published')
order by started_at desc, run_id
limit 5
