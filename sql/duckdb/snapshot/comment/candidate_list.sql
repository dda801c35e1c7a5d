-- What candidate_list means, for the catalogue.
comment on view candidate_list is 'Open proposals with a reason in one sentence; strongest action, then strongest evidence first.';
comment on column candidate_list.account_id is 'The account.';
comment on column candidate_list.action is 'watch, challenge, restrict or ban.';
comment on column candidate_list.ring_id is 'The ring.';
comment on column candidate_list.evidence_bits is 'Evidence that the account belongs to it, bits.';
comment on column candidate_list.probability is 'Probability that the account belongs to the ring, 0 to 1; null: proposed before there was one.';
comment on column candidate_list.kinds is 'Kinds of trace behind it.';
comment on column candidate_list.summary is 'One sentence for people.';
comment on column candidate_list.state is 'proposed or approved.';
comment on column candidate_list.proposed_at is 'Since when (UTC).';
comment on column candidate_list.expires_at is 'When it ends by itself (UTC); null: not by itself.';
comment on column candidate_list.run_id is 'The run that proposed it.';
comment on column candidate_list.case_id is 'What people and enforcement call this case.';
comment on column candidate_list.overturned_at is 'When people last overturned a decision about this account (UTC); null: never.';
comment on column candidate_list.overturned_reason is 'Why.';
comment on column candidate_list.state_at is 'As of when the states are: the end of the night that wrote this file (UTC). What people decided since is in the database.';
