-- What armed means, for the catalogue.
comment on table armed is 'The armed list of the newest night: accounts of dormant cohorts and of rings, that could strike. No proposal by itself.';
comment on column armed.run_id is 'The night that left it.';
comment on column armed.account_id is 'The account.';
comment on column armed.ring_id is 'Its ring; null: it is of a dormant cohort only.';
comment on column armed.cohort is 'What it would wake up with: a ring, or a time of registration.';
comment on column armed.probability is 'That it belongs to it, 0 to 1.';
comment on column armed.rests_on is 'What an answer would rest on, for people.';
