-- What ring_key means, for the catalogue.
comment on table ring_key is 'What each ring is known by besides its accounts, dead rings too: new accounts on these are the same ring come back. The newest run''s evidence is in ring_keys(ring).';
comment on column ring_key.ring_id is 'The ring.';
comment on column ring_key.kind is 'Kind of trace: device, ip, engagement.';
comment on column ring_key.key is 'The device, the address without its day, the target without its moments.';
comment on column ring_key.member_count is 'Accounts of the ring that held it, in the run that saw it last.';
comment on column ring_key.bits is 'How unlikely somebody unrelated is to hold it, bits.';
comment on column ring_key.last_run_id is 'The run that last saw the ring on it.';
