-- Meaning: a whole ring is approved by who was shown its blast radius and looked at the accounts drawn, and nobody chooses the draw.
create table ringfence.secret (
  only_row boolean primary key default true check (only_row),
  salt bytea not null check (octet_length(salt) = 32)
);
comment on table ringfence.secret is 'One row: what every draw is made with. Whoever knows it can tell beforehand what will be drawn; nobody may read it but the functions.';
comment on column ringfence.secret.only_row is 'True; there is one row.';
comment on column ringfence.secret.salt is '32 random bytes of this installation.';
insert into ringfence.secret (salt) values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- Reviews of before keep their seed; what they drew was chosen, so that nobody decides by them any more.
alter table ringfence.review alter column seed drop not null, add column run_id text, add column radius jsonb check (jsonb_typeof(radius) = 'object');
comment on column ringfence.review.seed is 'Of reviews before draws were nobody''s choice: what the sample was drawn by. Null since.';
comment on column ringfence.review.run_id is 'The run that found the ring last, when it was opened; the draw hangs on ring, run and reviewer. Null: opened before draws were nobody''s choice, nothing can be decided by it.';
comment on column ringfence.review.radius is 'The blast radius as it was shown.';

create table ringfence.look (
  look_id bigint generated always as identity primary key,
  review_id bigint not null references ringfence.review,
  account_id text not null,
  looked_by text not null default session_user check (looked_by = session_user),
  looked_at timestamptz not null default clock_timestamp()
);
create index look_review on ringfence.look (review_id);
call ringfence.make_append_only('look');
comment on table ringfence.look is 'Who looked at which drawn account, for which review. Append-only.';
comment on column ringfence.look.look_id is 'Its number.';
comment on column ringfence.look.review_id is 'The review that drew the account.';
comment on column ringfence.look.account_id is 'The account.';
comment on column ringfence.look.looked_by is 'Who (database user).';
comment on column ringfence.look.looked_at is 'When.';

-- Takes and gives other things in its file.
drop function if exists ringfence.open_review(text, text);
drop function if exists ringfence.decide_ring(bigint, text, text, text[]);
