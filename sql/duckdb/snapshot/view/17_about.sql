-- Meaning: everything that can be asked here: tables, views and macros with what they mean.
create view about as
select name, what, comment
from (
  select table_name as name, 'table' as what, comment from duckdb_tables() where not internal and schema_name = 'main'
  union all
  select view_name, 'view', comment from duckdb_views() where not internal and schema_name = 'main'
  union all
  select function_name || '(' || array_to_string(parameters, ', ') || ')', case function_type when 'table_macro' then 'from' else 'function' end, comment
  from duckdb_functions() where not internal and function_type in ('macro', 'table_macro')
) as listed
order by name
