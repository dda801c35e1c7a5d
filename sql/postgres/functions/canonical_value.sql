-- For: the functions and triggers here
-- Not safe in parallel: what it catches takes a subtransaction.
create or replace function ringfence.canonical_value(kind text, value text)
returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  address inet;
begin
  if kind = 'device' then return ringfence.canonical_device(value); end if;
  if kind not in ('address', 'network') then return value; end if;
  begin
    address := btrim(value)::inet;
  exception when invalid_text_representation then
    -- With a privacy key addresses are hashes, and another detector may write anything.
    return value;
  end;
  -- Keys have IPv4 for IPv4 inside IPv6, and of IPv6 nothing narrower than its /64.
  if address << inet '::ffff:0:0/96' and masklen(address) = 128 then return replace(host(address), '::ffff:', ''); end if;
  if family(address) = 6 and masklen(address) > 64 then return network(set_masklen(address, 64))::text; end if;
  return case when family(address) = 4 and masklen(address) = 32 then host(address) else network(address)::text end;
end
$$;
comment on function ringfence.canonical_value is 'What an entry of the allow-list says, in the form that keys have: a device id or an address in another spelling is the same one.';
revoke all on function ringfence.canonical_value from public;
