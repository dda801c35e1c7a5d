-- Bad rows: an account id that stands twice, or is empty or null.
select account_id, count(*) as row_count from coded.account group by account_id having count(*) > 1 or account_id is null
