-- Meaning: effects that are lifted ahead of their rows in the feed, one row each: what is in force is what ringfence_applied_feed says, without these.
create table if not exists ringfence_applied_ahead (
  consumer text not null,
  epoch uuid not null,
  case_id text not null,
  account_id text not null,
  action text not null,
  reason_code text not null,
  asked_at timestamptz not null,
  primary key (consumer, epoch, case_id)
)
