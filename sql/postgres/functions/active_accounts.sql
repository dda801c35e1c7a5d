-- For: the functions and triggers here
create or replace function ringfence.active_accounts()
returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select account_count from ringfence.run where status = 'published' order by as_of desc, finished_at desc limit 1), 0)
$$;
comment on function ringfence.active_accounts is 'N of the newest published run.';
revoke all on function ringfence.active_accounts from public;
