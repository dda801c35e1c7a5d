-- For an administrator of the server. Results, in the database {{results_database}}: ringfence makes the schema "ringfence" (CREATE) and publishes through
-- temporary tables (TEMPORARY). People get the roles below; what each may do is in docs/feed.md.
do $$
declare name text;
begin
  foreach name in array array[{{users}}] loop
    if not exists (select from pg_roles where rolname = name) then execute format('create role %I login', name); end if;
  end loop;
  foreach name in array array[{{roles}}] loop
    if not exists (select from pg_roles where rolname = name) then execute format('create role %I nologin', name); end if;
  end loop;
end $$;
grant connect, create, temporary on database {{results_database}} to {{results_user}};

-- Source, in the database {{source_database}}, read-only. With views (views.sql):
grant connect on database {{source_database}} to {{source_user}};
grant usage on schema ringfence_source to {{source_user}};
grant select on ringfence_source.accounts, ringfence_source.logins, ringfence_source.actions to {{source_user}};
-- With extract/*.sql instead, on your own tables:
--   grant usage on schema app to {{source_user}};
--   grant select on app.member, app.session, app.event to {{source_user}};
-- Where row-level security hides rows from {{source_user}}, a night would judge on a part of the accounts:
--   alter role {{source_user}} bypassrls;
