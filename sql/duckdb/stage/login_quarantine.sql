-- Meaning: logins that the run cannot use, counted by rule; the second and later copies of a row are duplicates.
-- Reads:   login_ruled, login
insert into quarantine
select 'logins' as source_table, rule, count(*) as row_count from login_ruled where rule is not null group by rule
union all
select 'logins', 'duplicate', sum(copy_count - 1) from login having sum(copy_count - 1) > 0
