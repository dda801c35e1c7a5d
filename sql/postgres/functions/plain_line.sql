-- For: the functions and triggers here
create or replace function ringfence.plain_line(what text, value text, most integer default 500)
returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if value is null or not ringfence.is_plain(value, most) then
    perform ringfence.refuse(format('%s must be one line of 1 to %s characters, without control characters.', what, most));
  end if;
  return value;
end
$$;
comment on function ringfence.plain_line is 'Refuses a text that people are shown unless it is one plain line; else gives it back.';
revoke all on function ringfence.plain_line from public;
