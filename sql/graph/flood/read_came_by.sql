-- Meaning: who took part in a flood and came to its day by what is new to the account.
-- Reads:   came_by, participant
-- Gives:   account, is_new (0 or 1); ordered by account
select came_by.account, came_by.is_new from came_by join participant on participant.account = came_by.account order by came_by.account
