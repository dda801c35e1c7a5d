-- For: the functions and triggers here
create or replace function ringfence.audit_row()
returns trigger
language plpgsql set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set timezone = 'UTC' as $$
begin
  insert into ringfence.audit (subject, change, detail)
  values (tg_table_name, lower(tg_op), jsonb_strip_nulls(jsonb_build_object(
    'before', case when tg_op <> 'INSERT' then to_jsonb(old) end, 'after', case when tg_op <> 'DELETE' then to_jsonb(new) end)));
  return null;
end $$;
comment on function ringfence.audit_row is 'Writes the audit row of one changed row, with what it was and is.';
revoke all on function ringfence.audit_row from public;
