-- Meaning: a proposal is checked when it is proposed; one that cannot be what it says is set aside, counted and told, and stops nobody else's.
create table ringfence.set_aside (
  set_aside_id bigint generated always as identity primary key,
  run_id text,
  account_id text,
  fault text not null,
  proposed_by text not null default session_user,
  set_aside_at timestamptz not null default clock_timestamp()
);
call ringfence.make_append_only('set_aside');
comment on table ringfence.set_aside is 'Proposals that were not taken, and why. Append-only.';
comment on column ringfence.set_aside.set_aside_id is 'Its number.';
comment on column ringfence.set_aside.run_id is 'The run that it named, the first 200 characters.';
comment on column ringfence.set_aside.account_id is 'The account, the first 1,000 characters.';
comment on column ringfence.set_aside.fault is 'What was wrong with it.';
comment on column ringfence.set_aside.proposed_by is 'The database user that proposed it.';
comment on column ringfence.set_aside.set_aside_at is 'When.';

-- Who may withdraw it: a night only what nights proposed. And whether it was checked: what stands from before is checked when it would leave.
alter table ringfence.ban_candidate add column detector text not null default 'night' check (detector <> ''), add column checked boolean not null default false;
comment on column ringfence.ban_candidate.detector is 'night, or the database user of another detector that proposed it: a night withdraws what nights proposed.';
comment on column ringfence.ban_candidate.checked is 'True: it was checked when it was proposed (ringfence.proposal_fault). False: proposed before there was a check; it is checked when it would leave.';

-- Gives how many were set aside too.
drop function if exists ringfence.propose(jsonb);
