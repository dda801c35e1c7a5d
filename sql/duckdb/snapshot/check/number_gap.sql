-- Bad rows: numbers of accounts or keys that have gaps or stand twice.
select 'account' as of_table from coded.account having count(*) <> coalesce(max(account) - min(account) + 1, 0) or count(*) <> count(distinct account)
union all
select 'key' from coded.key having count(*) <> coalesce(max(key_no) - min(key_no) + 1, 0) or count(*) <> count(distinct key_no)
