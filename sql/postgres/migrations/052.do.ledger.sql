-- Meaning: what people decided stands in chains of hashes. Every statement that writes audit, decisions, reviews or looks is a link of the ledger, and every row of
-- the feed says by whom it was approved and where the ledger stood. Whoever keeps the hash of one row of the feed outside this database sees
-- when anything before it is rewritten, by whomever.
create table ringfence.ledger (
  link_id bigint primary key check (link_id > 0),
  about text not null check (about in ('audit', 'decision', 'review', 'look')),
  first_id bigint not null,
  last_id bigint not null check (last_id >= first_id),
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  prev_hash text not null check (prev_hash ~ '^[0-9a-f]{64}$'),
  hash text not null check (hash ~ '^[0-9a-f]{64}$')
);
call ringfence.make_append_only('ledger');
comment on table ringfence.ledger is 'A link per statement that wrote audit, decisions, reviews or looks, each chained to the one before. Append-only.';
comment on column ringfence.ledger.link_id is 'Number, from 1, without gaps.';
comment on column ringfence.ledger.about is 'The table that was written.';
comment on column ringfence.ledger.first_id is 'The first of the rows, by their number.';
comment on column ringfence.ledger.last_id is 'The last of them.';
comment on column ringfence.ledger.digest is 'sha-256 over the rows, each as its JSON text, with a line end between, in the order of their numbers; lower-case hexadecimal.';
comment on column ringfence.ledger.prev_hash is 'Hash of the link before; 64 zeros for the first.';
comment on column ringfence.ledger.hash is 'sha-256 over prev_hash and "link_id/about/first_id/last_id/digest", lower-case hexadecimal.';

-- Their bodies are files.
create function ringfence.ledger_add(about text, first_id bigint, last_id bigint, lines text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$ begin
  insert into ringfence.ledger select known.link_id, about, first_id, last_id, known.digest, known.prev_hash,
    encode(sha256(convert_to(format('%s%s/%s/%s/%s/%s', known.prev_hash, known.link_id, about, first_id, last_id, known.digest), 'UTF8')), 'hex')
  from (select coalesce(max(link_id), 0) + 1 as link_id, coalesce((array_agg(hash order by link_id desc))[1], repeat('0', 64)) as prev_hash, encode(sha256(convert_to(lines, 'UTF8')), 'hex') as digest from ringfence.ledger) as known;
end $$;
create function ringfence.ledger_rows() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$ begin return null; end $$;

-- What was written before comes first, ten thousand rows a link.
do $$
declare
  about text;
  first_id bigint;
  last_id bigint;
  lines text;
begin
  set local timezone = 'UTC';
  foreach about in array array['audit', 'decision', 'review', 'look'] loop
    first_id := 0;
    loop
      execute format('select min(%1$I), max(%1$I), string_agg(to_jsonb(one)::text, e''\n'' order by %1$I) from (select * from ringfence.%2$I where %1$I > $1 order by %1$I limit 10000) as one', about || '_id', about)
      into first_id, last_id, lines using first_id;
      exit when first_id is null;
      perform ringfence.ledger_add(about, first_id, last_id, lines);
      first_id := last_id;
    end loop;
  end loop;
end $$;

create trigger ledger_rows after insert on ringfence.audit referencing new table as new_row for each statement execute function ringfence.ledger_rows('audit_id');
create trigger ledger_rows after insert on ringfence.decision referencing new table as new_row for each statement execute function ringfence.ledger_rows('decision_id');
create trigger ledger_rows after insert on ringfence.review referencing new table as new_row for each statement execute function ringfence.ledger_rows('review_id');
create trigger ledger_rows after insert on ringfence.look referencing new table as new_row for each statement execute function ringfence.ledger_rows('look_id');
alter table ringfence.audit enable always trigger ledger_rows;
alter table ringfence.decision enable always trigger ledger_rows;
alter table ringfence.review enable always trigger ledger_rows;
alter table ringfence.look enable always trigger ledger_rows;

alter table ringfence.feed add column basis text check (octet_length(basis) between 2 and 100000);
alter table ringfence.feed add constraint feed_basis_given check (basis is not null) not valid;
comment on column ringfence.feed.basis is 'What the effect rests on, as JSON: who proposed it, who approved it, when and by which review and draw (or who lifted it), and where the ledger stood. Null: written before there was one.';
comment on column ringfence.feed.hash is 'sha-256 over prev_hash and the row''s text (ringfence.feed_text), lower-case hexadecimal.';
