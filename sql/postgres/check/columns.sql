-- Meaning: the columns of a table or view and their types.
-- Params:  $1 the table, with its schema
select attname as name, format_type(atttypid, atttypmod) as type
from pg_attribute
where attrelid = to_regclass($1) and attnum > 0 and not attisdropped
order by attnum
