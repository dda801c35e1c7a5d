-- Meaning: what every rule said of every ring of the newest run, and of the groups that were tied like a ring and spared, with what passed by how much.
-- Reads:   rule_said, account (of the work database)
-- Params:  $run_id
create table snapshot.main.ring_rule as
select $run_id as run_id, rule_said.ring_id, rule_said.group_no, account.account_id as first_account_id, rule_said.found, rule_said.size, rule_said.rule, rule_said.part, rule_said.says,
       rule_said.pass, round(rule_said.measured, 2) as measured, round(rule_said.threshold, 2) as threshold
from rule_said
join account on account.account = rule_said.smallest_account
order by rule_said.group_no, rule_said.rule, rule_said.part nulls first
