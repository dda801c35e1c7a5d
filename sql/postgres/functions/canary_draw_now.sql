-- For: the functions and triggers here
create or replace function ringfence.canary_draw_now(ring text, most integer)
returns table (drawn text[], chosen text[], automatic text[])
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_variable
begin
  -- A case is drawn once: releasing again must not let the rest out piece by piece.
  select coalesce(array_agg(fresh.case_id order by length(fresh.case_id), fresh.case_id), '{}'), coalesce(array_agg(fresh.case_id) filter (where fresh.automatic), '{}')
  into drawn, automatic from (
    select one.case_id, one.automatic from ringfence.releasable(ring, null) as one
    where not exists (select from ringfence.canary_draw as past where past.case_id = one.case_id) limit most
  ) as fresh;
  chosen := ringfence.canary_chosen(drawn, (select canary_share from ringfence.enforcement));
  select coalesce(array_agg(one), '{}') into automatic from unnest(automatic) as one where one in (select unnest(chosen));
  return next;
end
$$;
comment on function ringfence.canary_draw_now is 'Of the cases that may leave and were never drawn: those drawn now, those chosen among them, and which of these would leave without a person.';
revoke all on function ringfence.canary_draw_now from public;
