-- For: the functions and triggers here
-- Not safe in parallel: what it catches takes a subtransaction.
create or replace function ringfence.is_within(inner_value text, outer_value text)
returns boolean
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return inner_value = outer_value or inner_value::inet <<= outer_value::inet;
exception when invalid_text_representation then
  -- With a privacy key addresses are hashes, and another detector may write anything.
  return false;
end
$$;
comment on function ringfence.is_within is 'True where an address or network lies in a network; false where one of them is none.';
revoke all on function ringfence.is_within from public;
