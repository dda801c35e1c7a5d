-- Meaning: ids that another one repeats in other letters (upper and lower case), where that may tell two things apart.
-- Reads:   logins or actions, or a sample of it
-- Gives:   one row: met_count (ids that meet another one in lower case), example
-- Params:  :relation, :column, :sample (a tablesample clause or nothing), :one_anyway (a regular expression: ids that are one in either case)
with value as (
  select distinct cast(:column as text) as value from :relation :sample where :column is not null
), folded as (
  select value, count(*) over (partition by lower(value)) as spelling_count from value where value !~* :one_anyway
)
select count(*) filter (where spelling_count > 1) as met_count, min(value) filter (where spelling_count > 1) as example from folded
