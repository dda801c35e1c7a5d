-- What ring_evidence means, for the catalogue.
comment on table ring_evidence is 'Every accepted key of every ring of the newest run: how a ring paid its price. See ring_keys(ring).';
comment on column ring_evidence.run_id is 'The newest run.';
comment on column ring_evidence.ring_id is 'The ring.';
comment on column ring_evidence.kind is 'Kind of trace.';
comment on column ring_evidence.key is 'What they share.';
comment on column ring_evidence.source is 'Keys of one source count once.';
comment on column ring_evidence.member_count is 'Members of the ring that hold the key.';
comment on column ring_evidence.under_count is 'Members under the key''s parent (no parent: all members).';
comment on column ring_evidence.outside_count is 'Accounts outside the ring that hold it.';
comment on column ring_evidence.outside_under_count is 'Accounts outside the ring under its parent.';
comment on column ring_evidence.probability is 'Chance of holding the key without a common operator, 0 to 1.';
comment on column ring_evidence.bits is 'What the key adds to the ring''s evidence, bits.';
