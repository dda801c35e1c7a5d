-- For: the functions and triggers here
create or replace function ringfence.number_in(part jsonb, most double precision default 1e300)
returns double precision
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  given numeric := case when jsonb_typeof(part) = 'number' then (part #>> '{}')::numeric end;
begin
  -- What is next to nothing is nothing: the server refuses to make a double of it.
  return case when abs(given) < 1e-300 then 0 when given is not null then least(greatest(given, -most::numeric), most::numeric) end::double precision;
end
$$;
comment on function ringfence.number_in is 'A number in reasons, which another detector may have written: within plus and minus most; null where it is none.';
revoke all on function ringfence.number_in from public;
