-- Meaning: what is proposed for innocents, by what they are notable for; every kind of the list, also those of whom nobody is flagged.
-- Reads:   account, truth, innocent, proposed
-- Gives:   kind, account_count (not closed), protected_count (of them), watch_count, challenge_count, restrict_count, ban_count; most flagged
--          first, then by name
-- Method:  an account that is notable for two things counts under both; who is not listed is ordinary.
with harmless as (
  select a.account_id, coalesce(a.protected, false) as protected
  from account as a
  where a.closed_at is null and not exists (select 1 from truth as t where t.account_id = a.account_id)
)
select coalesce(i.kind, 'ordinary') as kind, count(*) as account_count, count(*) filter (where h.protected) as protected_count,
       count(*) filter (where p.action = 'watch') as watch_count, count(*) filter (where p.action = 'challenge') as challenge_count,
       count(*) filter (where p.action = 'restrict') as restrict_count, count(*) filter (where p.action = 'ban') as ban_count
from harmless as h
left join innocent as i on i.account_id = h.account_id
left join proposed as p on p.account_id = h.account_id
group by coalesce(i.kind, 'ordinary')
order by count(*) filter (where p.action in ('challenge', 'restrict', 'ban')) desc, coalesce(i.kind, 'ordinary')
