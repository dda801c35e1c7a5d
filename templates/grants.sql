-- For an administrator of the server, who also runs "ringfence migrate" (as a superuser, so that the schema belongs to a role that nobody logs in as). Results, in the
-- database {{results_database}}: what runs every night publishes through temporary tables (TEMPORARY) and holds ringfence_night. People get the other roles; what each may do is in docs/feed.md.
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
-- A user that was made here has no password yet: \password NAME in psql.
grant connect, temporary on database {{results_database}} to {{results_user}};
grant ringfence_night to {{results_user}};

-- Source, in the database {{source_database}}, read-only. With views (after views.sql):
grant connect on database {{source_database}} to {{source_user}};
grant usage on schema ringfence_source to {{source_user}};
grant select on ringfence_source.accounts, ringfence_source.logins, ringfence_source.actions to {{source_user}};
-- With extract/*.sql instead, on your own tables:
--   grant usage on schema app to {{source_user}};
--   grant select on app.member, app.session, app.event to {{source_user}};
-- Where row-level security hides rows from {{source_user}}, a night would judge on a part of the accounts:
--   alter role {{source_user}} bypassrls;
