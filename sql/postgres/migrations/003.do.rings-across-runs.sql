-- Meaning: rings keep their identity: dormancy and return, what decided an event, and what a ring is known by besides its accounts.
alter table ringfence.ring drop constraint ring_status_check;
alter table ringfence.ring add constraint ring_status_check check (status in ('active', 'dormant', 'dead', 'merged'));
comment on column ringfence.ring.status is 'active, dormant (not found, waited for), dead (not found for too long; it may still return) or merged (its accounts went into another ring).';

alter table ringfence.ring_event drop constraint ring_event_event_check;
alter table ringfence.ring_event drop constraint ring_event_check;
alter table ringfence.ring_event add constraint ring_event_event_check check (event in ('birth', 'continuation', 'merge', 'split', 'dormancy', 'return', 'death'));
alter table ringfence.ring_event add column matched_on text check (matched_on in ('accounts', 'keys'));
alter table ringfence.ring_event add column matched_bits double precision check (matched_bits > '-infinity' and matched_bits < 'infinity');
update ringfence.ring_event set matched_on = 'accounts' where overlap_share is not null;
alter table ringfence.ring_event add constraint ring_event_other_check check (
  case event when 'merge' then other_ring_id is not null when 'split' then other_ring_id is not null when 'birth' then true else other_ring_id is null end
);
alter table ringfence.ring_event add constraint ring_event_matched_check check ((overlap_share is null) = (matched_on is null) and (matched_bits is null or matched_on = 'keys'));
comment on column ringfence.ring_event.event is 'birth, continuation, merge (other_ring_id went into this ring), split (this ring came from other_ring_id), dormancy (not found, waited for), return (found again, by accounts or by keys) or death (not found for too long).';
comment on column ringfence.ring_event.other_ring_id is 'The other ring of a merge or a split; of a birth a living ring with the same keys, if any; else null.';
comment on column ringfence.ring_event.overlap_share is 'What decided it: shared accounts (or the bits of shared keys) as a share of the smaller ring, 0 to 1; null where nothing was compared.';
comment on column ringfence.ring_event.matched_on is 'accounts or keys (devices, addresses, targets): what overlap_share is a share of.';
comment on column ringfence.ring_event.matched_bits is 'Evidence of the keys in common, bits; null unless matched on keys.';
comment on column ringfence.ring_event.size is 'Accounts in the ring; for a merge, a dormancy or a death those that the ring that ends or rests last had.';

create table ringfence.ring_key (
  ring_id text not null references ringfence.ring,
  kind text not null,
  key text not null,
  member_count integer not null check (member_count >= 2),
  bits double precision not null check (bits >= 0 and bits < 'infinity'),
  last_run_id text not null references ringfence.run
);
create index ring_key_ring on ringfence.ring_key (ring_id);
create index ring_key_run on ringfence.ring_key (last_run_id);
create index ring_key_key on ringfence.ring_key using hash (key);
comment on table ringfence.ring_key is 'What each ring is known by besides its accounts: new accounts on these are the same ring come back.';
comment on column ringfence.ring_key.ring_id is 'The ring.';
comment on column ringfence.ring_key.kind is 'Kind of trace: device, ip, engagement.';
comment on column ringfence.ring_key.key is 'The device, the address without its day, the target without its moments.';
comment on column ringfence.ring_key.member_count is 'Accounts of the ring that held it, in the run that saw it last.';
comment on column ringfence.ring_key.bits is 'log2(1 / part of all holdings of the kind that were of this key): how unlikely somebody unrelated is to hold it.';
comment on column ringfence.ring_key.last_run_id is 'The run that last saw the ring on it.';
