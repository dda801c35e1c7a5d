-- Meaning: how long ago the silent accounts that do not take part had last logged in.
-- Reads:   signed_in, account, quiet, participant
-- Gives:   signed_in (0 to 4), account_count, returning_count (of them: logged in on so many days before); ordered by signed_in
-- Params:  $returning_days
select place.signed_in, count(asleep.account) as account_count, count(case when asleep.login_day_count >= $returning_days then 1 end) as returning_count
from (select unnest(range(5)) as signed_in) as place
left join (select signed_in.account, signed_in.signed_in, account.login_day_count from signed_in join account using (account) semi join quiet using (account) anti join participant using (account)) as asleep on asleep.signed_in = place.signed_in
group by place.signed_in
order by place.signed_in
