-- For: the functions and triggers here
-- Planned at each call, which needs a variable in each statement (the head).
create or replace function ringfence.guard_feed()
returns trigger
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  head ringfence.feed_head;
  line ringfence.feed;
  applied text[];
begin
  select * into strict head from ringfence.feed_head for update;
  for line in select * from new_row order by seq loop
    if line.seq <> head.last_seq + 1 or line.epoch <> head.epoch or line.prev_hash <> head.last_hash or line.hash <> ringfence.feed_hash(line) then
      perform ringfence.refuse(format('Row %s does not follow row %s of the feed. Only ringfence.release, undo and expire_due write here.', line.seq, head.last_seq));
    end if;
    head.last_seq := line.seq;
    head.last_hash := line.hash;
  end loop;
  if exists (
    select from (select * from new_row where seq <= head.last_seq) as fresh left join ringfence.ban_candidate as candidate using (case_id)
    where candidate.state is distinct from (case fresh.effect when 'apply' then 'approved' else 'released' end)
      or candidate.account_id <> fresh.account_id or candidate.action <> fresh.action or candidate.ring_id <> fresh.ring_id
  ) then
    perform ringfence.refuse('Only an approved case can be applied and only a released one lifted. Nothing was written.');
  end if;
  select array_agg(case_id) into applied from new_row where effect = 'apply';
  if applied is not null and exists (select from ringfence.allowed_among(applied)) then
    perform ringfence.refuse('A case rests on the allow-list and cannot be applied. Nothing was written.');
  end if;
  update ringfence.feed_head set last_seq = head.last_seq, last_hash = head.last_hash;
  return null;
end
$$;
comment on function ringfence.guard_feed is 'A row of the feed follows the one before, by number and hash, and is what its case may have now; moves the head.';
revoke all on function ringfence.guard_feed from public;
