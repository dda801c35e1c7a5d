-- Meaning: about how many rows a table has, without reading it: its size on disk by the usual rows per page.
-- Gives:   one row: row_count (0 for an empty table; an estimate), kind (r: table, p: partitioned, v: view, …)
-- Params:  $1 the table, with its schema
select class.relkind as kind, greatest(0, case
    when class.relpages > 0 and class.reltuples >= 0 then class.reltuples / class.relpages * (pg_relation_size(class.oid) / current_setting('block_size')::integer)
    else pg_relation_size(class.oid) / 60 end) as row_count
from pg_class as class
where class.oid = to_regclass($1)
