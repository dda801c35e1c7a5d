-- For: the functions and triggers here
create or replace function ringfence.plain_literal(value text)
returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when ringfence.is_plain(value, 2147483647) then quote_literal(value)
    else 'U&''' || (
      select coalesce(string_agg(case when one = E'\\' then E'\\\\' when one = '''' then '''''' when ringfence.is_plain(one, 1) then one
        when ascii(one) < 65536 then E'\\' || lpad(to_hex(ascii(one)), 4, '0') else E'\\+' || lpad(to_hex(ascii(one)), 6, '0') end, '' order by place), '')
      from regexp_split_to_table(value, '') with ordinality as listed (one, place)
    ) || '''' end
$$;
comment on function ringfence.plain_literal is 'A text as a literal that may be shown: what is not plain is written by number.';
revoke all on function ringfence.plain_literal from public;
