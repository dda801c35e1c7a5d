-- Meaning: how each account of a group lives, for the rules of accounts.
-- Reads:   member_life
-- Gives:   group_no, account, its counts, created_ms and last_login_ms (0: not known), own_machine_millis; ordered by group and account
select group_no, account, act_count, beside_act_count, beside_target_count, joint_target_count, login_day_count,
       coalesce(created_ms, 0) as created_ms, coalesce(last_login_ms, 0) as last_login_ms, own_machine_millis
from member_life
order by group_no, account
