-- Meaning: who came to a flood's day by what is new to the account.
-- Reads:   came_by
-- Gives:   account, is_new (0 or 1); ordered by account
select account, is_new from came_by order by account
