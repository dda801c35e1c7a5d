-- What ring_event means, for the catalogue.
comment on table ring_event is 'What happened to rings from one run to the next.';
comment on column ring_event.run_id is 'The run in which it happened.';
comment on column ring_event.ring_id is 'The ring.';
comment on column ring_event.event is 'birth, continuation, merge (other_ring_id went into this ring), split (this ring came from other_ring_id) or death.';
comment on column ring_event.other_ring_id is 'The other ring of a merge or a split, else null.';
comment on column ring_event.overlap_share is 'Shared accounts as a share of the smaller ring, 0 to 1; null for births and deaths.';
comment on column ring_event.size is 'Accounts in the ring; for a death those that it last had.';
