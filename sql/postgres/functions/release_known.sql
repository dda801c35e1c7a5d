-- For: the functions and triggers here
create or replace function ringfence.release_known(id text, kind text, request jsonb)
returns ringfence.release
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  known ringfence.release;
begin
  select * into known from ringfence.release as one where one.kind = kind and one.release_id = id;
  -- Requests of before draws were nobody's choice name a seed.
  if known.release_id is not null and known.request - 'seed' <> request then
    perform ringfence.refuse(format('Release %s was something else (%s %s). Choose another id.', id, known.kind, known.request));
  end if;
  return known;
end
$$;
comment on function ringfence.release_known is 'The release of that id, where it was done before; refuses when it was another request.';
revoke all on function ringfence.release_known from public;
