-- Meaning: a world's actions as rows of the co-action network: every action is content of its own, its object is the action on the target.
-- Reads:   actions, person
-- Gives:   share(content, account, object, at_ms); contents are numbered below 0, so that none is taken for an object
-- Params:  $from_ms
create table share as
select -row_number() over () as content, p.account_no as account, dense_rank() over (order by a.action, a.target_id) as object, epoch_ms(a.acted_at) as at_ms
from actions as a
join person as p on p.account_id = a.account_id
where a.target_id is not null and epoch_ms(a.acted_at) >= $from_ms
