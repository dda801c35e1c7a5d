-- For: the functions and triggers here
create or replace function ringfence.feed_text(line ringfence.feed)
returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  part text;
  whole text := '';
begin
  foreach part in array array[
    line.seq::text, line.epoch::text, line.effect, line.account_id, line.action, line.reason_code, to_char(line.effective_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    to_char(line.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), line.ring_id, line.case_id, line.release_id, line.statement
  ] loop
    whole := whole || case when part is null then '-,' else octet_length(part) || ':' || part || ',' end;
  end loop;
  -- Rows of before there was a basis keep the hash they have.
  return whole || coalesce(octet_length(line.basis) || ':' || line.basis || ',', '');
end $$;
comment on function ringfence.feed_text is 'The text of a row that its hash covers: every column but the hashes, in their order, each as its length in bytes, a colon, the value and a comma; null as "-,", but a basis that is null as nothing. docs/feed.md says it for other languages.';
revoke all on function ringfence.feed_text from public;
