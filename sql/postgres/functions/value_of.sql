-- For: the functions and triggers here
create or replace function ringfence.value_of(key_form text, key text)
returns text
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
begin
  return case key_form
    when 'value@time' then regexp_replace(key, E'@\\d+$', '')
    when 'action:value' then substr(key, strpos(key, ':') + 1)
    when 'action:value@time' then substr(regexp_replace(key, E'@\\d+$', ''), strpos(key, ':') + 1)
    else key
  end;
end
$$;
comment on function ringfence.value_of is 'The device, address, network, target or time inside a key, by the form of its kinds keys (trace_kind.key_form).';
revoke all on function ringfence.value_of from public;
