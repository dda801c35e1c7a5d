-- For: the functions and triggers here
create or replace function ringfence.guard_allow_list()
returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  unchanged ringfence.allow_list;
begin
  if tg_op = 'INSERT' then
    new.author := ringfence.asked_by('undo', new.reason);
    if new.kind <> 'account' and not exists (select from ringfence.trace_kind where value_kind = new.kind) then
      perform ringfence.refuse(format('%L is nothing that the allow-list knows. Say account, %s.', new.kind, (select string_agg(distinct value_kind, ', ') from ringfence.trace_kind)));
    end if;
    new.value := ringfence.canonical_value(new.kind, new.value);
    if new.removed_at is not null then perform ringfence.refuse('An entry begins as one that holds.'); end if;
    return new;
  end if;
  if tg_op = 'DELETE' then perform ringfence.refuse('Entries of the allow-list are taken back, not deleted. Use ringfence.allow_remove.'); end if;
  unchanged := old;
  unchanged.removed_at := new.removed_at;
  unchanged.removed_by := new.removed_by;
  if unchanged is distinct from new or old.removed_at is not null or new.removed_by <> session_user then
    perform ringfence.refuse(format('Entry %s: the past of the allow-list cannot be edited. Take it back and add another.', old.allow_id));
  end if;
  return new;
end
$$;
comment on function ringfence.guard_allow_list is 'Entries are added, for what there is, and taken back, nothing else.';
revoke all on function ringfence.guard_allow_list from public;
