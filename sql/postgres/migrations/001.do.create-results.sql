-- Meaning: the tables that a run publishes into and everybody else reads. A contract: other people's tools read these names.
-- Ids of accounts can be long (10 kB) and hostile, so nothing that holds one is in a b-tree: those are limited to about 2,700 bytes
-- and a longer id would make the whole night fail. Uniqueness over accounts is an exclusion constraint on a hash index instead.
comment on schema ringfence is 'Rings of coordinated accounts and what is proposed against them, as published by ringfence.';
comment on table ringfence.schema_version is 'Migrations applied, written by "ringfence migrate".';
comment on column ringfence.schema_version.version is 'Number of the migration; 0 stands for the empty schema.';
comment on column ringfence.schema_version.name is 'Its name.';
comment on column ringfence.schema_version.md5 is 'Digest of its file, checked at the next migration.';
comment on column ringfence.schema_version.run_at is 'When it was applied.';

create table ringfence.run (
  run_id text primary key check (run_id <> ''),
  kind text not null check (kind <> ''),
  as_of timestamptz not null,
  status text not null check (status in ('running', 'published', 'failed', 'refused', 'dry')),
  reason text,
  started_at timestamptz not null,
  finished_at timestamptz check (finished_at >= started_at),
  config_hash text not null,
  code_version text not null,
  extract_fingerprint text,
  account_count bigint check (account_count >= 0),
  stages jsonb not null default '[]' check (jsonb_typeof(stages) = 'array'),
  counts jsonb not null default '{}' check (jsonb_typeof(counts) = 'object'),
  check ((status = 'running') = (finished_at is null)),
  check (status not in ('failed', 'refused') or reason is not null)
);
create index run_status_as_of on ringfence.run (status, as_of);
comment on table ringfence.run is 'One row per run; a published run stands for one description (kind, as_of, configuration, code, extract) and is published once.';
comment on column ringfence.run.run_id is 'Derived from the description; "failed-<ms>" for a run that ended before its extract was complete.';
comment on column ringfence.run.kind is 'What kind of run, for example nightly.';
comment on column ringfence.run.as_of is 'The run saw what happened before this moment (UTC).';
comment on column ringfence.run.status is 'running, published, failed (see reason), refused (by a guardrail) or dry (nothing published on request).';
comment on column ringfence.run.reason is 'Why it failed, was refused, or changed nothing.';
comment on column ringfence.run.started_at is 'When it started (UTC, wall clock).';
comment on column ringfence.run.finished_at is 'When it ended (UTC, wall clock); null while it runs.';
comment on column ringfence.run.config_hash is 'Hash of every setting that decides.';
comment on column ringfence.run.code_version is 'Version of the code that decides.';
comment on column ringfence.run.extract_fingerprint is 'Fingerprint of the rows read, independent of their order; null when the extract was not complete.';
comment on column ringfence.run.account_count is 'N: accounts accepted by staging, closed ones not counted.';
comment on column ringfence.run.stages is 'Array of {stage, rows_in, rows_out, seconds, peak_memory_bytes} in the order of the stages.';
comment on column ringfence.run.counts is 'Counts at every step, by name: why a night found what it found.';

create table ringfence.ring (
  ring_id text primary key check (ring_id ~ '^R-[1-9][0-9]*$'),
  first_run_id text not null references ringfence.run,
  last_run_id text not null references ringfence.run,
  size integer not null check (size >= 2),
  evidence_bits double precision not null check (evidence_bits > '-infinity' and evidence_bits < 'infinity'),
  price_bits double precision not null check (price_bits > '-infinity' and price_bits < 'infinity'),
  kinds text[] not null,
  status text not null check (status in ('active', 'dead', 'merged'))
);
create index ring_status on ringfence.ring (status);
comment on table ringfence.ring is 'Groups of accounts whose shared evidence paid for naming them; a ring keeps its id across runs.';
comment on column ringfence.ring.ring_id is 'R-<number>, allotted at publish by evidence, then smallest account id; never used again.';
comment on column ringfence.ring.first_run_id is 'The run that first found it.';
comment on column ringfence.ring.last_run_id is 'The newest run that found it; its members are the ring_member rows of that run.';
comment on column ringfence.ring.size is 'Accounts in it, in the newest run that found it.';
comment on column ringfence.ring.evidence_bits is 'Evidence that its accounts belong together, bits.';
comment on column ringfence.ring.price_bits is 'Price of naming this many accounts out of N, bits; a ring has evidence above price.';
comment on column ringfence.ring.kinds is 'Kinds of trace that give evidence, strongest first.';
comment on column ringfence.ring.status is 'active, dead (not found again) or merged (its accounts went into another ring).';

create table ringfence.ring_member (
  run_id text not null references ringfence.run,
  ring_id text not null references ringfence.ring,
  account_id text not null,
  evidence_bits double precision not null check (evidence_bits > '-infinity' and evidence_bits < 'infinity'),
  role text not null check (role in ('core', 'fringe', 'closed', 'protected')),
  constraint ring_member_once_per_run exclude using hash ((run_id || '/' || account_id) with =)
);
create index ring_member_ring on ringfence.ring_member (ring_id, run_id);
create index ring_member_run on ringfence.ring_member (run_id);
create index ring_member_account on ringfence.ring_member using hash (account_id);
comment on table ringfence.ring_member is 'Who was in which ring, run by run; in one run an account is in at most one ring.';
comment on column ringfence.ring_member.run_id is 'The run.';
comment on column ringfence.ring_member.ring_id is 'The ring.';
comment on column ringfence.ring_member.account_id is 'The account, as the source names it.';
comment on column ringfence.ring_member.evidence_bits is 'Evidence that this account belongs to the ring, bits.';
comment on column ringfence.ring_member.role is 'core, fringe (weak evidence of its own), closed (already banned) or protected.';

create table ringfence.ring_event (
  run_id text not null references ringfence.run,
  ring_id text not null references ringfence.ring,
  event text not null check (event in ('birth', 'continuation', 'merge', 'split', 'death')),
  other_ring_id text references ringfence.ring,
  overlap_share double precision check (overlap_share between 0 and 1),
  size integer not null check (size >= 0),
  check ((event in ('merge', 'split')) = (other_ring_id is not null))
);
create unique index ring_event_once on ringfence.ring_event (run_id, ring_id, event, coalesce(other_ring_id, ''));
create index ring_event_ring on ringfence.ring_event (ring_id, run_id);
comment on table ringfence.ring_event is 'What happened to rings from one run to the next.';
comment on column ringfence.ring_event.run_id is 'The run in which it happened.';
comment on column ringfence.ring_event.ring_id is 'The ring.';
comment on column ringfence.ring_event.event is 'birth, continuation, merge (other_ring_id went into this ring), split (this ring came from other_ring_id) or death.';
comment on column ringfence.ring_event.other_ring_id is 'The other ring of a merge or a split, else null.';
comment on column ringfence.ring_event.overlap_share is 'Shared accounts as a share of the smaller ring, 0 to 1; null for births and deaths.';
comment on column ringfence.ring_event.size is 'Accounts in the ring; for a death or a merge those that the ended ring last had.';

create table ringfence.hub (
  run_id text not null references ringfence.run,
  kind text not null,
  key text not null,
  account_count bigint not null check (account_count >= 0),
  reason text not null check (reason in ('bounded', 'no_weight')),
  expected_coverage_share double precision not null check (expected_coverage_share between 0 and 1)
);
create index hub_run on ringfence.hub (run_id, kind);
comment on table ringfence.hub is 'The hub ledger: keys shared by so many accounts that not all pairs were made, or that were given no weight.';
comment on column ringfence.hub.run_id is 'The run.';
comment on column ringfence.hub.kind is 'Kind of trace.';
comment on column ringfence.hub.key is 'The key, for example a device or an address of a day.';
comment on column ringfence.hub.account_count is 'Accounts under the key.';
comment on column ringfence.hub.reason is 'bounded (each account was linked to a few others only) or no_weight (it proposed no pair).';
comment on column ringfence.hub.expected_coverage_share is 'Expected share of all its pairs that were proposed, 0 to 1.';

create table ringfence.quarantine (
  run_id text not null references ringfence.run,
  source_table text not null,
  rule text not null,
  row_count bigint not null check (row_count >= 0),
  primary key (run_id, source_table, rule)
);
comment on table ringfence.quarantine is 'Rows of the source that a run left out, by rule.';
comment on column ringfence.quarantine.run_id is 'The run.';
comment on column ringfence.quarantine.source_table is 'Where they came from: account, login or action.';
comment on column ringfence.quarantine.rule is 'Name of the rule that left them out.';
comment on column ringfence.quarantine.row_count is 'How many.';

create table ringfence.ban_candidate (
  run_id text not null references ringfence.run,
  account_id text not null,
  ring_id text not null references ringfence.ring,
  action text not null check (action in ('watch', 'challenge', 'restrict', 'ban')),
  evidence_bits double precision not null check (evidence_bits > '-infinity' and evidence_bits < 'infinity'),
  kinds text[] not null,
  reasons jsonb not null check (jsonb_typeof(reasons) = 'object'),
  state text not null check (state in ('proposed', 'approved', 'rejected', 'superseded', 'withdrawn', 'expired')),
  proposed_at timestamptz not null,
  expires_at timestamptz check (expires_at > proposed_at),
  constraint ban_candidate_once_per_run exclude using hash ((run_id || '/' || account_id) with =),
  constraint ban_candidate_one_open exclude using hash (account_id with =) where (state in ('proposed', 'approved'))
);
create index ban_candidate_state on ringfence.ban_candidate (state, action);
create index ban_candidate_ring on ringfence.ban_candidate (ring_id);
create index ban_candidate_run on ringfence.ban_candidate (run_id);
create index ban_candidate_account on ringfence.ban_candidate using hash (account_id);
comment on table ringfence.ban_candidate is 'What is proposed against accounts; people decide. One row per run and account, at most one open (proposed, approved) per account.';
comment on column ringfence.ban_candidate.run_id is 'The run that proposed it.';
comment on column ringfence.ban_candidate.account_id is 'The account, as the source names it.';
comment on column ringfence.ban_candidate.ring_id is 'The ring that it was proposed for.';
comment on column ringfence.ban_candidate.action is 'watch, challenge, restrict or ban, weakest first.';
comment on column ringfence.ban_candidate.evidence_bits is 'Evidence that this account belongs to the ring, bits.';
comment on column ringfence.ban_candidate.kinds is 'Kinds of trace behind it, strongest first.';
comment on column ringfence.ban_candidate.reasons is 'bits_by_kind, ring_size, keys (the strongest: kind, key, members who hold it, bits) and summary (a sentence for people).';
comment on column ringfence.ban_candidate.state is 'proposed and approved are open; rejected by people; superseded by a stronger action; withdrawn (evidence gone or weaker); expired.';
comment on column ringfence.ban_candidate.proposed_at is 'The as_of of the run that proposed it (UTC).';
comment on column ringfence.ban_candidate.expires_at is 'When it ends by itself (UTC); null: not by itself.';

create view ringfence.ban_list as
select account_id, ring_id, reasons ->> 'summary' as reason, proposed_at, expires_at
from ringfence.ban_candidate
where action = 'ban' and state in ('proposed', 'approved');
comment on view ringfence.ban_list is 'Open ban candidates: what enforcement reads.';
comment on column ringfence.ban_list.account_id is 'The account, as the source names it.';
comment on column ringfence.ban_list.ring_id is 'The ring that it was proposed for.';
comment on column ringfence.ban_list.reason is 'A sentence for people.';
comment on column ringfence.ban_list.proposed_at is 'When it was proposed (UTC).';
comment on column ringfence.ban_list.expires_at is 'When it ends by itself (UTC); null: not by itself.';
