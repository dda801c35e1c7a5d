-- Meaning: who took part in a flood, for the rules of floods.
-- Reads:   participant
-- Gives:   account, opened_ms, before_count, login_day_count, created_ms (0: not known); ordered by account
select account, opened_ms, before_count, login_day_count, coalesce(created_ms, 0) as created_ms from participant order by account
