-- What ring_summary means, for the catalogue.
comment on view ring_summary is 'One row per ring: size by role, evidence against price, since when, open proposals. Strongest first.';
comment on column ring_summary.ring_id is 'The ring.';
comment on column ring_summary.status is 'active, dormant, dead or merged.';
comment on column ring_summary.size is 'Accounts in it.';
comment on column ring_summary.core_count is 'Members sure by their own evidence.';
comment on column ring_summary.fringe_count is 'Members with weak evidence of their own.';
comment on column ring_summary.closed_count is 'Members already banned.';
comment on column ring_summary.protected_count is 'Members never proposed.';
comment on column ring_summary.evidence_bits is 'Evidence, bits.';
comment on column ring_summary.price_bits is 'Price, bits.';
comment on column ring_summary.kinds is 'Kinds of trace that give evidence.';
comment on column ring_summary.candidate_count is 'Open proposals of any action.';
comment on column ring_summary.ban_count is 'Open proposals to ban.';
comment on column ring_summary.first_seen_at is 'as_of of the run that first found it (UTC).';
comment on column ring_summary.last_seen_at is 'as_of of the newest run that found it (UTC).';
comment on column ring_summary.first_run_id is 'The run that first found it.';
comment on column ring_summary.last_run_id is 'The newest run that found it.';
