-- Meaning: where the reference consumer applies the feed, in the database that --apply-to names: one row per effect, once.
create table if not exists ringfence_applied_feed (
  consumer text not null,
  seq bigint not null,
  epoch uuid not null,
  effect text not null,
  account_id text not null,
  action text not null,
  reason_code text not null,
  effective_at timestamptz not null,
  expires_at timestamptz,
  ring_id text not null,
  case_id text not null,
  statement text not null,
  primary key (consumer, epoch, seq),
  unique (consumer, epoch, case_id, effect)
)
