-- For: the functions and triggers here
-- Of one proposal of another detector, as it came: what the table would refuse is said here, so that it stops no other.
create or replace function ringfence.foreign_fault(one jsonb)
returns text
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = auto as $$
declare
  given record;
  fault text;
begin
  select * into given from jsonb_to_record(one) as part (run_id text, account_id text, ring_id text, action text, evidence_bits double precision, kinds text[], reasons jsonb, expires_at timestamptz, probability double precision);
  if given.account_id is null or octet_length(given.account_id) > 100000 then return 'account_id must have at most 100,000 bytes'; end if;
  if not exists (select from ringfence.run where run.run_id = given.run_id and run.status = 'published') then return 'there is no published run of its run_id'; end if;
  if not exists (select from ringfence.ring where ring.ring_id = given.ring_id) then return 'there is no ring of its ring_id'; end if;
  if given.action is null or given.action not in ('watch', 'challenge', 'restrict', 'ban') then return 'action must be watch, challenge, restrict or ban'; end if;
  if given.evidence_bits is null or not given.evidence_bits between 0 and 1000000 then return 'evidence_bits must be a number from 0 to 1,000,000'; end if;
  if given.probability is not null and not given.probability between 0 and 1 then return 'probability must be a number from 0 to 1, or null'; end if;
  if given.kinds is null or cardinality(given.kinds) not between 1 and 50 then return 'kinds must name 1 to 50 kinds of trace'; end if;
  if jsonb_typeof(given.reasons) is distinct from 'object' or pg_column_size(given.reasons) > 2000000 then return 'reasons must be an object of at most 2 MB'; end if;
  if not ringfence.is_plain(nullif(given.reasons ->> 'summary', ''), 4000) then return 'its summary must be one plain line of at most 4,000 characters'; end if;
  if given.expires_at is not null and not (given.expires_at > (select run.as_of from ringfence.run where run.run_id = given.run_id) and given.expires_at <= '9999-12-31 00:00+00') then
    return 'expires_at must be after its run and before the year 9999';
  end if;
  fault := ringfence.proposal_fault(given.action, given.kinds, given.reasons);
  if fault is not null then return fault; end if;
  if exists (select from jsonb_array_elements(given.reasons -> 'keys') as key where (key ->> 'bits')::numeric < 0) then return 'its reasons name a key with less than no bits'; end if;
  -- Half: what a case rests on must be in sight of the brakes.
  if given.action <> 'watch' and (select sum((key ->> 'bits')::numeric) from jsonb_array_elements(given.reasons -> 'keys') as key) < given.evidence_bits::numeric / 2 then
    return 'its keys carry less than half of its evidence_bits';
  end if;
  return null;
exception when data_exception then
  return 'a number, a time or a list in it cannot be read; numbers are JSON numbers, times ISO 8601, kinds an array of text';
end
$$;
comment on function ringfence.foreign_fault is 'Why a proposal of another detector is not taken; null where it is.';
revoke all on function ringfence.foreign_fault from public;
