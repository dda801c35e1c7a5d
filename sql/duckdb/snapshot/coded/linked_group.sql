-- Meaning: groups of accounts that share more than chance allows but do not act as one: households, offices, dormitories, shops. Nothing is
--          proposed for them; they are here so that people can see what was looked at and left alone.
-- Reads:   linked_account, account (of the work database)
-- Params:  $run_id
create table snapshot.main.linked_group as
select $run_id as run_id, linked_account.group_no, account.account_id, cast(count(*) over (partition by linked_account.group_no) as integer) as size,
       round(linked_account.evidence_bits, 1) as evidence_bits, round(linked_account.price_bits, 1) as price_bits
from linked_account
join account on account.account = linked_account.account
order by linked_account.group_no, account.account_id
