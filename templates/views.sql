-- Three views over your own tables, in a schema of their own: the first way to let ringfence read another schema. Change what is right of each "as"
-- and the tables, then run it as the owner of your tables. A view reads with the rights of its owner, so ringfence needs none on the tables.
-- Keep the names of the columns and the three views. Plain columns let Postgres use your indexes by time; an expression around a time does not.

create schema if not exists ringfence_source;

create or replace view ringfence_source.accounts as
select
  id as account_id,            -- text, bigint or uuid; the same values as in the other two
  joined_at as created_at,     -- a timestamp without zone is read in source.time_zone
  is_staff as protected,       -- true: never proposed
  banned_at as closed_at       -- null: open
from app.member;

create or replace view ringfence_source.logins as
select
  member_id as account_id,
  fingerprint as device_id,    -- null where there is none
  address as ip,               -- inet or text
  at as logged_in_at
from app.session;

create or replace view ringfence_source.actions as
select
  member_id as account_id,
  verb as action,              -- like, comment, follow, gift, …
  subject as target_id,        -- what it was done to: a room, a post, an account
  at as acted_at
from app.event;
