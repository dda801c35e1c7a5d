-- Meaning: the co-action network: who acted with whom, and how often.
-- Reads:   pair, kept
-- Gives:   account, other (account < other), weight (pairs of rows), ordered
-- Method:  an account's participation is its kept rows whose content is in some pair; a pair stays when either of its contents belongs to an
--          account with enough of them.
-- Params:  $least_participation (1: every pair stays)
-- Source:  CooRTweet's detect_groups (min_participation)
with paired as (
  select content from pair union select other_content from pair
), enough as (
  select k.account
  from kept as k
  join paired as p on p.content = k.content
  group by k.account
  having count(*) >= $least_participation
), trusted as (
  select distinct k.content from kept as k join enough as e on e.account = k.account
)
select account, other, count(*) as weight
from pair
where content in (select content from trusted) or other_content in (select content from trusted)
group by account, other
order by account, other
