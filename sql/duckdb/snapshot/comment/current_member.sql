-- What current_member means, for the catalogue.
comment on view current_member is 'The accounts of every ring in the newest run that found it. All runs are in ring_member.';
comment on column current_member.ring_id is 'The ring.';
comment on column current_member.status is 'Of the ring: active, dormant, dead or merged. An account is in at most one active ring.';
comment on column current_member.account_id is 'The account, as the source names it.';
comment on column current_member.role is 'core, fringe (weak evidence of its own), closed (already banned) or protected.';
comment on column current_member.evidence_bits is 'Evidence that this account belongs to the ring, bits.';
