-- Meaning: locks are tables that only the roles may lock. Advisory locks, which these replace, can be taken by whoever may connect, and then everything waits.
create table ringfence.case_lock ();
comment on table ringfence.case_lock is 'Never holds a row. Who changes cases, decisions, brakes, the allow-list or the feed holds its lock (exclusive) until the end of the transaction.';
create table ringfence.nightly_lock ();
comment on table ringfence.nightly_lock is 'Never holds a row. A nightly run holds its lock from beginning to end.';
create table ringfence.incident_lock ();
comment on table ringfence.incident_lock is 'Never holds a row. A run between two nights holds its lock from beginning to end.';

-- A consumer runs for weeks, and a row that is locked for weeks keeps vacuum waiting: an advisory lock, with a number that is another one where a stranger took it.
create table ringfence.consumer_lock (
  consumer text primary key check (consumer ~ '^[A-Za-z0-9._-]{1,100}$'),
  number bigint not null
);
comment on table ringfence.consumer_lock is 'The number of the advisory lock under which the consumer of a name runs.';
comment on column ringfence.consumer_lock.consumer is 'Its name.';
comment on column ringfence.consumer_lock.number is 'Random; another one where the lock was found in a stranger''s hands.';
