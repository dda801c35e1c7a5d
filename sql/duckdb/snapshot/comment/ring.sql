-- What ring means, for the catalogue.
comment on table ring is 'Groups of accounts whose shared evidence paid for naming them; a ring keeps its id across runs. See ring_summary.';
comment on column ring.ring_id is 'R-<number>; never used again.';
comment on column ring.first_run_id is 'The run that first found it.';
comment on column ring.last_run_id is 'The newest run that found it; its members are the ring_member rows of that run.';
comment on column ring.size is 'Accounts in it, in the newest run that found it.';
comment on column ring.evidence_bits is 'Evidence that its accounts belong together, bits.';
comment on column ring.price_bits is 'Price of naming this many accounts out of N, bits; a ring has evidence above price.';
comment on column ring.kinds is 'Kinds of trace that give evidence.';
comment on column ring.status is 'active, dormant (not found, waited for), dead (not found for too long; it may still return) or merged (its accounts went into another ring).';
