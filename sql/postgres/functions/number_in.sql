-- For: the functions and triggers here
create or replace function ringfence.number_in(part jsonb, most double precision default 1e300)
returns double precision
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
begin
  return case when jsonb_typeof(part) = 'number' then least(greatest(round((part #>> '{}')::numeric, 300), -most::numeric), most::numeric)::double precision end;
end
$$;
comment on function ringfence.number_in is 'A number in reasons, which another detector may have written: within plus and minus most; null where it is none.';
revoke all on function ringfence.number_in from public;
