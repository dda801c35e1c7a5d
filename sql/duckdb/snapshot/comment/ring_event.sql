-- What ring_event means, for the catalogue.
comment on table ring_event is 'What happened to rings from one run to the next.';
comment on column ring_event.run_id is 'The run in which it happened.';
comment on column ring_event.ring_id is 'The ring.';
comment on column ring_event.event is 'birth, continuation, merge (other_ring_id went into this ring), split (this ring came from other_ring_id), dormancy (not found, waited for), return (found again, by accounts or by keys) or death (not found for too long).';
comment on column ring_event.other_ring_id is 'The other ring of a merge or a split; of a birth a living ring with the same keys, if any; else null.';
comment on column ring_event.overlap_share is 'What decided it: shared accounts (or the bits of shared keys) as a share of the smaller ring, 0 to 1; null where nothing was compared.';
comment on column ring_event.matched_on is 'accounts or keys (devices, addresses, targets): what overlap_share is a share of.';
comment on column ring_event.matched_bits is 'Evidence of the keys in common, bits; null unless matched on keys.';
comment on column ring_event.size is 'Accounts in the ring; for a merge, a dormancy or a death those that the ring that ends or rests last had.';
comment on column ring_event.evidence_bits is 'Evidence of ring_id in this run, bits; null where the run did not find it, and in runs before it was kept.';
comment on column ring_event.price_bits is 'Price of naming ring_id in this run, bits; null where evidence_bits is.';
