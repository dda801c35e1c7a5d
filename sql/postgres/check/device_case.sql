-- Meaning: device ids that another one repeats in other letters (upper and lower case), where that may tell two devices apart: hexadecimal ids and UUIDs
--          are one in either case.
-- Reads:   logins, or a sample of it
-- Gives:   one row: value_count, met_count (ids that meet another one in lower case), example
-- Params:  :relation, :column, :sample (a tablesample clause or nothing)
with value as (
  select distinct cast(:column as text) as value from :relation :sample where :column is not null
), folded as (
  select value, count(*) over (partition by lower(value)) as spelling_count from value where value !~* '^[0-9a-f{}:-]{8,}$'
)
select (select count(*) from value) as value_count, count(*) filter (where spelling_count > 1) as met_count, min(value) filter (where spelling_count > 1) as example from folded
