-- For: the functions and triggers here
create or replace function ringfence.ledger_add(about text, first_id bigint, last_id bigint, lines text)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  last_link ringfence.ledger;
  digest text := encode(sha256(convert_to(lines, 'UTF8')), 'hex');
  link bigint;
  before text;
begin
  -- Held already by whoever comes through a function; an administrator who writes by hand waits here.
  lock table ringfence.case_lock in exclusive mode;
  select * into last_link from ringfence.ledger order by link_id desc limit 1;
  link := coalesce(last_link.link_id, 0) + 1;
  before := coalesce(last_link.hash, repeat('0', 64));
  insert into ringfence.ledger (link_id, about, first_id, last_id, digest, prev_hash, hash)
  values (link, about, first_id, last_id, digest, before, encode(sha256(convert_to(format('%s%s/%s/%s/%s/%s', before, link, about, first_id, last_id, digest), 'UTF8')), 'hex'));
end
$$;
comment on function ringfence.ledger_add is 'Adds a link about rows of one table, given as their JSON texts with a line end between.';
revoke all on function ringfence.ledger_add from public;
