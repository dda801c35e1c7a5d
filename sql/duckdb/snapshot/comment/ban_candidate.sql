-- What ban_candidate means, for the catalogue.
comment on table ban_candidate is 'What was ever proposed against accounts; people decide. At most one open (proposed, approved) row per account. See candidate_list.';
comment on column ban_candidate.run_id is 'The run that proposed it.';
comment on column ban_candidate.account_id is 'The account, as the source names it.';
comment on column ban_candidate.ring_id is 'The ring that it was proposed for.';
comment on column ban_candidate.action is 'watch, challenge, restrict or ban, weakest first.';
comment on column ban_candidate.evidence_bits is 'Evidence that this account belongs to the ring, bits.';
comment on column ban_candidate.probability is 'Probability that the account belongs to the ring, 0 to 1; null: proposed before there was one.';
comment on column ban_candidate.kinds is 'Kinds of trace behind it.';
comment on column ban_candidate.reasons is 'JSON: bits_by_kind, ring_size, keys (the strongest: kind, key, members who hold it, bits) and summary (a sentence for people).';
comment on column ban_candidate.state is 'proposed and approved are open; released (in the feed for enforcement), then reversed by people or expired; rejected by people; superseded by a stronger action; withdrawn (evidence gone or weaker); expired.';
comment on column ban_candidate.proposed_at is 'The as_of of the run that proposed it (UTC).';
comment on column ban_candidate.expires_at is 'When it ends by itself (UTC); null: not by itself.';
comment on column ban_candidate.case_id is 'What people and enforcement call this case.';
comment on column ban_candidate.overturned_at is 'When people last overturned a decision about this account (UTC); null: never.';
comment on column ban_candidate.overturned_reason is 'Why.';
