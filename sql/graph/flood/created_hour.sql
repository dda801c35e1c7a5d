-- Meaning: of the accounts created in each hour, how many took part in the flood and had done next to nothing before.
-- Reads:   account, participant
-- Gives:   hour_ms, account_count, woken_count; hours without an account are missing; ordered by hour_ms
-- Params:  $before_ms (created before this), $quiet_count (at most so many acts before)
select account.created_ms - account.created_ms % 3600000 as hour_ms, count(*) as account_count, sum(case when participant.before_count <= $quiet_count then 1 else 0 end) as woken_count
from account left join participant on participant.account = account.account
where account.created_ms < $before_ms
group by account.created_ms - account.created_ms % 3600000
order by hour_ms
