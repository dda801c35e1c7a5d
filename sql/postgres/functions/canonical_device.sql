-- For: the functions and triggers here
-- As sql/duckdb/stage/device.sql, which says what is read as one.
create or replace function ringfence.canonical_device(given text)
returns text
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  word text := lower(btrim(given, E' "''\t\n\r' || chr(160) || chr(8203)));
  folded text := regexp_replace(regexp_replace(word, '^(urn:uuid:)?[{(]?([0-9a-f-]{32,36})[)}]?$', E'\\2'), '^0x([0-9a-f]{8,})$', E'\\1');
begin
  return case
    when folded ~ '^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$' then regexp_replace(replace(folded, '-', ''), '^(.{8})(.{4})(.{4})(.{4})(.{12})$', E'\\1-\\2-\\3-\\4-\\5')
    when folded ~ '^[0-9a-f]{2}([:-][0-9a-f]{2}){5,7}$' then replace(folded, '-', ':')
    when folded ~ '^([0-9a-f]{4}[.]){2}[0-9a-f]{4}$' then regexp_replace(folded, '^(..)(..)[.](..)(..)[.](..)(..)$', E'\\1:\\2:\\3:\\4:\\5:\\6')
    when folded ~ '^[0-9a-f]{8,}$' then folded
    when word ~ '^[a-z][a-z0-9]{0,15}[:=/_.-]([0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$' then word
    else given
  end;
end
$$;
comment on function ringfence.canonical_device is 'A device id as keys have it: UUIDs and hexadecimal ids in lower case, without what stands around them; any other as it is.';
revoke all on function ringfence.canonical_device from public;
