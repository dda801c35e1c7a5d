-- Meaning: how many keys were bounded or given no weight.
-- Reads:   hub
-- Gives:   one row: hub_count
select count(*) as hub_count from hub
