-- Meaning: to how many accounts one account is tied, by kind, without saying to which: for the account's own request.
-- Params:  $account_id
select edge.kind, cast(count(*) as integer) as account_count, round(sum(edge.millibits) / 1000.0, 1) as bits
from coded.account as account
join coded.edge as edge on edge.account = account.account or edge.other_account = account.account
where account.account_id = $account_id
group by edge.kind
order by edge.kind
