-- For: ringfence_enforcer, ringfence_publisher, ringfence_auditor, ringfence_reader
create or replace view ringfence.consumer_lag as
select known.consumer, known.epoch = head.epoch as in_epoch, known.seq, head.last_seq - known.seq as behind,
  (select line.effective_at from ringfence.feed as line where line.seq = known.seq + 1) as waiting_since, known.acked_at, known.acked_by
from ringfence.feed_consumer as known cross join ringfence.feed_head as head;
comment on view ringfence.consumer_lag is 'How far behind the feed each consumer is, by what it acknowledged.';
comment on column ringfence.consumer_lag.consumer is 'Its name.';
comment on column ringfence.consumer_lag.in_epoch is 'False: it has not gone on since the database was restored; a person must look.';
comment on column ringfence.consumer_lag.seq is 'The last row that it said it has applied.';
comment on column ringfence.consumer_lag.behind is 'Rows after that.';
comment on column ringfence.consumer_lag.waiting_since is 'When the first row that it lacks was released; null: it lacks none.';
comment on column ringfence.consumer_lag.acked_at is 'When it last acknowledged.';
comment on column ringfence.consumer_lag.acked_by is 'As which database user.';
revoke all on ringfence.consumer_lag from public;
grant select on ringfence.consumer_lag to ringfence_enforcer, ringfence_publisher, ringfence_auditor, ringfence_reader;
