-- For: the functions and triggers here
create or replace function ringfence.feed_hash(line ringfence.feed)
returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return encode(sha256(convert_to(line.prev_hash || ringfence.feed_text(line), 'UTF8')), 'hex');
end $$;
comment on function ringfence.feed_hash is 'The hash that a row must carry.';
revoke all on function ringfence.feed_hash from public;
