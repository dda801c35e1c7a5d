-- Meaning: what a ring weighed in each run, so that its growth can be drawn; before, only the newest run's evidence was kept.
alter table ringfence.ring_event add column evidence_bits double precision check (evidence_bits > '-infinity' and evidence_bits < 'infinity');
alter table ringfence.ring_event add column price_bits double precision check (price_bits > '-infinity' and price_bits < 'infinity');
alter table ringfence.ring_event add constraint ring_event_bits_check check ((evidence_bits is null) = (price_bits is null));
comment on column ringfence.ring_event.evidence_bits is 'Evidence of ring_id in this run, bits; null where the run did not find it, and in runs before it was kept.';
comment on column ringfence.ring_event.price_bits is 'Price of naming ring_id in this run, bits; null where evidence_bits is.';
