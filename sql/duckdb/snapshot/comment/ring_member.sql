-- What ring_member means, for the catalogue.
comment on table ring_member is 'Who was in which ring, run by run; in one run an account is in at most one ring.';
comment on column ring_member.run_id is 'The run.';
comment on column ring_member.ring_id is 'The ring.';
comment on column ring_member.account_id is 'The account, as the source names it.';
comment on column ring_member.evidence_bits is 'Evidence that this account belongs to the ring, bits.';
comment on column ring_member.role is 'core, fringe (weak evidence of its own), closed (already banned) or protected.';
