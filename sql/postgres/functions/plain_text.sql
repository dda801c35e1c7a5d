-- For: the functions and triggers here
-- Ids of others stand in refusals, and psql prints them as they are.
create or replace function ringfence.plain_text(value text)
returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case when value = '' or ringfence.is_plain(value, 10000) then value
    else (select string_agg(case when ringfence.is_plain(one, 1) then one else E'\\u' || lpad(to_hex(ascii(one)), 4, '0') end, '' order by place) || case when length(value) > 10000 then ' …' else '' end
      from regexp_split_to_table(left(value, 10000), '') with ordinality as letter (one, place)) end
$$;
comment on function ringfence.plain_text is 'A text for people: what ringfence.is_plain refuses as \u and its number, cut at 10,000 characters.';
revoke all on function ringfence.plain_text from public;
