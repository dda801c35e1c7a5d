-- Meaning: time columns of the source that hold text: Postgres would guess what an abbreviation of a zone means (CST is Chicago's to it, not Shanghai's), and
--          whether 03/04 is in March.
-- Gives:   table_name, column_name, type
-- Params:  $1 the schema of accounts, logins and actions
select class.relname as table_name, attname as column_name, format_type(atttypid, atttypmod) as type
from pg_attribute
join pg_class as class on class.oid = attrelid
where (class.oid, attname) in ((to_regclass(format('%I.accounts', $1::text)), 'created_at'), (to_regclass(format('%I.accounts', $1::text)), 'closed_at'),
    (to_regclass(format('%I.logins', $1::text)), 'logged_in_at'), (to_regclass(format('%I.actions', $1::text)), 'acted_at'))
  and atttypid in (cast('text' as regtype), cast('varchar' as regtype), cast('bpchar' as regtype)) and not attisdropped
order by table_name, column_name
