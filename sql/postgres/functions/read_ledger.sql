-- For: ringfence_auditor
-- The rows as they are now: whoever reads computes digests and hashes by itself, and trusts nothing here (src/enforcement/ledger.ts).
create or replace function ringfence.read_ledger(after bigint default 0, max integer default 100)
returns table (link_id bigint, about text, first_id bigint, last_id bigint, digest text, prev_hash text, hash text, lines text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set timezone = 'UTC' as $$
#variable_conflict use_column
declare
  link ringfence.ledger;
begin
  for link in select * from ringfence.ledger as one where one.link_id > after order by one.link_id limit least(greatest(coalesce(max, 10000), 0), 10000) loop
    select link.link_id, link.about, link.first_id, link.last_id, link.digest, link.prev_hash, link.hash into link_id, about, first_id, last_id, digest, prev_hash, hash;
    case link.about
      when 'audit' then select string_agg(to_jsonb(one)::text, e'\n' order by one.audit_id) into lines from ringfence.audit as one where one.audit_id between link.first_id and link.last_id;
      when 'decision' then select string_agg(to_jsonb(one)::text, e'\n' order by one.decision_id) into lines from ringfence.decision as one where one.decision_id between link.first_id and link.last_id;
      when 'review' then select string_agg(to_jsonb(one)::text, e'\n' order by one.review_id) into lines from ringfence.review as one where one.review_id between link.first_id and link.last_id;
      else select string_agg(to_jsonb(one)::text, e'\n' order by one.look_id) into lines from ringfence.look as one where one.look_id between link.first_id and link.last_id;
    end case;
    return next;
  end loop;
end
$$;
comment on function ringfence.read_ledger is 'Links of the ledger after a number, at most that many (10,000), each with the JSON texts of its rows as they are now, a line each.';
revoke all on function ringfence.read_ledger from public;
grant execute on function ringfence.read_ledger to ringfence_auditor;
