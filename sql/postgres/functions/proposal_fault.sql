-- For: the functions and triggers here
-- Called once per row: plans are kept. The brakes weigh cases by the bits of their keys, so a case that hides its weight, or lies about it, escapes them.
create or replace function ringfence.proposal_fault(action text, kinds text[], reasons jsonb)
returns text
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = auto as $$
declare
  keys jsonb := case jsonb_typeof(reasons -> 'keys') when 'array' then reasons -> 'keys' else '[]' end;
  found record;
begin
  if exists (select from unnest(kinds) as one where not exists (select from ringfence.trace_kind as known where known.kind = one)) then return 'it names a kind of trace that there is none of'; end if;
  if array_ndims(kinds) > 1 then return 'its kinds are no plain list'; end if;
  if jsonb_array_length(keys) > 100 then return 'its reasons name more than 100 keys'; end if;
  select count(*) filter (where known.kind is null or jsonb_typeof(one -> 'key') is distinct from 'string' or octet_length(one ->> 'key') not between 1 and 100000) as unknown,
    count(*) filter (where jsonb_typeof(one -> 'bits') is distinct from 'number' or abs(case jsonb_typeof(one -> 'bits') when 'number' then (one ->> 'bits')::numeric end) > 1000000
      or jsonb_typeof(one -> 'members') is distinct from 'number' or case jsonb_typeof(one -> 'members') when 'number' then (one ->> 'members')::numeric end not between 0 and 2147483647) as odd,
    sum(case when jsonb_typeof(one -> 'bits') = 'number' then greatest((one ->> 'bits')::numeric, 0) else 0 end) as bits
  into found
  from jsonb_array_elements(keys) as one left join ringfence.trace_kind as known on known.kind = one ->> 'kind';
  if found.unknown > 0 then return 'its reasons name a key of no known kind, or without a text'; end if;
  if found.odd > 0 then return 'its reasons name a key whose bits or members are no number in their range'; end if;
  if action <> 'watch' and coalesce(found.bits, 0) = 0 then return 'its reasons name no key with bits to rest on'; end if;
  return null;
end
$$;
comment on function ringfence.proposal_fault is 'Why a proposal cannot be what it says; null where it can.';
revoke all on function ringfence.proposal_fault from public;
