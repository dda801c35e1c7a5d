-- Meaning: what of the accounts the run cannot use, counted by rule.
-- Reads:   account_ruled
insert into quarantine
select 'accounts' as source_table, rule, case rule when 'account_id twice' then 'copy' when 'created_at after as_of' then 'outside' else 'row' end as left_out, count(*) as row_count
from account_ruled where rule is not null group by rule
union all
select 'accounts', created_rule, 'value', count(*) from account_ruled where rule is null and created_rule is not null group by created_rule
union all
select 'accounts', closed_rule, case closed_rule when 'closed_at that says never' then 'absent' else 'value' end, count(*)
from account_ruled where rule is null and closed_rule is not null group by closed_rule
union all
select 'accounts', 'account_id too long, kept by its hash', 'value', count(*) from account_ruled where rule is null and regexp_matches(account_id, '…sha256:[0-9a-f]{64}$') having count(*) > 0
