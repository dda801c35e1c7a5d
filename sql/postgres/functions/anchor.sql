-- For: ringfence_enforcer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.anchor()
returns table (epoch uuid, seq bigint, hash text, link_id bigint, link_hash text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select head.epoch, head.last_seq, head.last_hash, coalesce(link.link_id, 0), coalesce(link.hash, repeat('0', 64))
  from ringfence.feed_head as head left join (select one.link_id, one.hash from ringfence.ledger as one order by one.link_id desc limit 1) as link on true
$$;
comment on function ringfence.anchor is 'Where the feed and the ledger end, with their hashes: kept outside this database it shows when anything before is rewritten.';
revoke all on function ringfence.anchor from public;
grant execute on function ringfence.anchor to ringfence_enforcer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;
