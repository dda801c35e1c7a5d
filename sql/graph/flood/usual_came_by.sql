-- Meaning: how many accounts of some age came by a new machine and network at the time of a flood without taking part in it: what is usual.
-- Reads:   came_by, participant
-- Gives:   one row: account_count, new_count
select count(*) as account_count, coalesce(sum(came_by.is_new), 0) as new_count
from came_by left join participant on participant.account = came_by.account
where participant.account is null
