-- For: ringfence_reviewer
create or replace function ringfence.allow_add(kind text, value text, reason text, expires_at timestamptz default null)
returns table (allow_id bigint, released_count bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
#variable_conflict use_variable
begin
  perform ringfence.plain_line('The reason', reason);
  if value is null or octet_length(value) not between 1 and 100000 then perform ringfence.refuse('The value must have 1 to 100,000 bytes: as the source has it, an address or network as keys have it.'); end if;
  if kind is null then perform ringfence.refuse(format('Say what the value is: account, %s.', (select string_agg(distinct value_kind, ', ') from ringfence.trace_kind))); end if;
  value := ringfence.canonical_value(kind, value);
  if expires_at <= clock_timestamp() then perform ringfence.refuse('The entry would be over already. Give a time to come.'); end if;
  if not isfinite(expires_at) then perform ringfence.refuse('An entry that does not end has no end: leave it out.'); end if;
  perform ringfence.lock_cases();
  select known.allow_id into allow_id from ringfence.allow_list as known
  where known.kind = kind and known.value = value and known.removed_at is null and known.expires_at is not distinct from expires_at order by known.allow_id limit 1;
  if allow_id is null then
    insert into ringfence.allow_list as entry (kind, value, reason, author, expires_at) values (kind, value, reason, session_user, expires_at) returning entry.allow_id into allow_id;
  end if;
  select count(*) into released_count from ringfence.ban_candidate as candidate
  where candidate.state = 'released' and case kind when 'account' then candidate.account_id = value
    else exists (
      select from ringfence.case_key as held
      where held.case_id = candidate.case_id and case when kind in ('address', 'network') then held.value_kind in ('address', 'network') and ringfence.is_within(held.value, value) else held.value_kind = kind and held.value = value end
    ) end;
  return next;
end
$$;
comment on function ringfence.allow_add is 'Puts an account, device, address, network, target, registration time or flood on the allow-list, devices and addresses in any spelling; gives the number of the entry and how many cases that rest on it are in force already. The same entry twice is one.';
revoke all on function ringfence.allow_add from public;
grant execute on function ringfence.allow_add to ringfence_reviewer;
