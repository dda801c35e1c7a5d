-- Meaning: what of the logins the run cannot use, counted by rule; the second and later copies of a row are duplicates.
-- Reads:   login_ruled, login
insert into quarantine
select 'logins' as source_table, rule, case rule when 'outside the look-back' then 'outside' else 'row' end as left_out, count(*) as row_count from login_ruled where rule is not null group by rule
union all
select 'logins', 'duplicate', 'copy', sum(copy_count - 1) from login where copy_count > 0 having sum(copy_count - 1) > 0
union all
select 'logins', device_rule, 'absent', count(*) from login_ruled where rule is null and device_rule is not null group by device_rule
union all
select 'logins', ip_rule, case ip_rule when 'ip unreadable' then 'value' else 'absent' end, count(*) from login_ruled where rule is null and ip_rule is not null group by ip_rule
union all
select 'logins', 'device_id too long, kept by its hash', 'value', count(*) from login_ruled where rule is null and length(device_id) >= 72 and regexp_matches(device_id, '…sha256:[0-9a-f]{64}$') having count(*) > 0
