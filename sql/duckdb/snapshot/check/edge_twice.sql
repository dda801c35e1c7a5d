-- Bad rows: a pair and kind that stand twice.
select account, other_account, kind, count(*) as row_count from coded.edge group by account, other_account, kind having count(*) > 1
