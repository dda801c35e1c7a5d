-- Meaning: how long ago the silent accounts that do not take part had last logged in.
-- Reads:   signed_in, quiet, participant
-- Gives:   signed_in (0 to 4), account_count; ordered by signed_in
select place.signed_in, count(asleep.account) as account_count
from (select unnest(range(5)) as signed_in) as place
left join (select signed_in.account, signed_in.signed_in from signed_in semi join quiet using (account) anti join participant using (account)) as asleep on asleep.signed_in = place.signed_in
group by place.signed_in
order by place.signed_in
