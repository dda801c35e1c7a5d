-- For: the functions and triggers here
create or replace function ringfence.plain_literal(value text)
returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  one text;
  whole text := '';
begin
  if ringfence.is_plain(value, 100000) then return quote_literal(value); end if;
  foreach one in array regexp_split_to_array(value, '') loop
    whole := whole || case when one = '\' then '\\' when one = '''' then '''''' when ringfence.is_plain(one, 1) then one
      when ascii(one) < 65536 then '\' || lpad(to_hex(ascii(one)), 4, '0') else '\+' || lpad(to_hex(ascii(one)), 6, '0') end;
  end loop;
  return 'U&''' || whole || '''';
end
$$;
comment on function ringfence.plain_literal is 'A text as a literal that may be shown: what is not plain is written by number.';
revoke all on function ringfence.plain_literal from public;
