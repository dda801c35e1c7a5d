-- Meaning: makes a role of docs/feed.md where it is missing and this user may; nothing happens where it may not.
-- Params:  :role, filled in as a quoted text
do $$
begin
  execute format('create role %I nologin', :role);
exception
  -- Another database of this server is being migrated at the same time, or it was there.
  when insufficient_privilege or duplicate_object or unique_violation then null;
end $$
