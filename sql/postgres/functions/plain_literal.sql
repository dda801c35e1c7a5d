-- For: the functions and triggers here
-- A thousand characters at a time: what an id of hundreds of thousands is written by must not take minutes.
create or replace function ringfence.plain_literal(value text)
returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  part text;
  parts text[] := '{}';
begin
  if value = '' or ringfence.is_plain(value, 100000) then return quote_literal(value); end if;
  for place in 0 .. (length(value) - 1) / 1000 loop
    part := substr(value, place * 1000 + 1, 1000);
    parts := array_append(parts, case when ringfence.is_plain(part, 1000) then replace(replace(part, '\', '\\'), '''', '''''') else (
      select string_agg(case when one = '\' then '\\' when one = '''' then '''''' when ringfence.is_plain(one, 1) then one
        when ascii(one) < 65536 then '\' || lpad(to_hex(ascii(one)), 4, '0') else '\+' || lpad(to_hex(ascii(one)), 6, '0') end, '' order by at)
      from regexp_split_to_table(part, '') with ordinality as listed (one, at)
    ) end);
  end loop;
  return 'U&''' || array_to_string(parts, '') || '''';
end
$$;
comment on function ringfence.plain_literal is 'A text as a literal that may be shown: what is not plain is written by number.';
revoke all on function ringfence.plain_literal from public;
