-- Meaning: takes an entry of the allow-list back.
-- Params:  $1 its number
select ringfence.allow_remove($1) as removed
