-- Meaning: innocents whom somebody tried to frame: those of a kind that begins with "framed_". Each counts once, however often it was framed.
-- Reads:   account, truth, innocent, proposed
-- Gives:   one row: account_count (not closed), watch_count, challenge_count, restrict_count, ban_count
with victim as (
  select distinct a.account_id
  from account as a
  join innocent as i on i.account_id = a.account_id and starts_with(i.kind, 'framed_')
  where a.closed_at is null and not exists (select 1 from truth as t where t.account_id = a.account_id)
)
select count(*) as account_count,
       count(*) filter (where p.action = 'watch') as watch_count, count(*) filter (where p.action = 'challenge') as challenge_count,
       count(*) filter (where p.action = 'restrict') as restrict_count, count(*) filter (where p.action = 'ban') as ban_count
from victim as v
left join proposed as p on p.account_id = v.account_id
