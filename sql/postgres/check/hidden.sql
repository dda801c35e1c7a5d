-- Meaning: whether row-level security would hide rows of a table from this user; of the tables behind a view it says nothing.
-- Gives:   one row: hidden
-- Params:  $1 the table, with its schema
select row_security_active(class.oid) as hidden from pg_class as class where class.oid = to_regclass($1) and class.relkind in ('r', 'p')
