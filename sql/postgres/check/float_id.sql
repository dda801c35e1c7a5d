-- Meaning: columns of the source that hold ids as floating-point numbers.
-- Gives:   table_name, column_name, type
-- Params:  $1 the schema of accounts, logins and actions
select class.relname as table_name, attname as column_name, format_type(atttypid, atttypmod) as type
from pg_attribute
join pg_class as class on class.oid = attrelid
where attrelid in (to_regclass(format('%I.accounts', $1::text)), to_regclass(format('%I.logins', $1::text)), to_regclass(format('%I.actions', $1::text)))
  and attname in ('account_id', 'device_id', 'target_id') and atttypid in (cast('real' as regtype), cast('double precision' as regtype)) and not attisdropped
order by table_name, column_name
