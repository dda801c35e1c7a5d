-- For: the functions and triggers here
create or replace function ringfence.refuse(message text)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using message = ringfence.plain_text(message), errcode = 'RF001';
end $$;
comment on function ringfence.refuse is 'Refuses, with a sentence for people, in which nothing foreign is more than letters.';
revoke all on function ringfence.refuse from public;
