-- Meaning: what of the actions the run cannot use, counted by rule; the second and later copies of a row are duplicates.
-- Reads:   action_ruled, action
insert into quarantine
select 'actions' as source_table, rule, case rule when 'outside the look-back' then 'outside' else 'row' end as left_out, count(*) as row_count from action_ruled where rule is not null group by rule
union all
select 'actions', 'duplicate', 'copy', sum(copy_count - 1) from action having sum(copy_count - 1) > 0
union all
select 'actions', target_rule, 'absent', count(*) from action_ruled where rule is null and target_rule is not null group by target_rule
union all
select 'actions', action_rule, 'absent', count(*) from action_ruled where rule is null and action_rule is not null group by action_rule
union all
select 'actions', 'target_id too long, kept by its hash', 'value', count(*) from action_ruled where rule is null and length(target_id) >= 72 and regexp_matches(target_id, '…sha256:[0-9a-f]{64}$') having count(*) > 0
union all
select 'actions', 'action too long, kept by its hash', 'value', count(*) from action_ruled where rule is null and length(action) >= 72 and regexp_matches(action, '…sha256:[0-9a-f]{64}$') having count(*) > 0
