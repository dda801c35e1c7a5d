-- What linked_group means, for the catalogue.
comment on table linked_group is 'Groups that share more than chance allows but do not act as one (households, offices, dormitories): nothing is proposed for them. Newest run only.';
comment on column linked_group.run_id is 'The newest run.';
comment on column linked_group.group_no is 'The group, 1 is the strongest; only good inside this file.';
comment on column linked_group.account_id is 'An account of the group; an account is in at most one group and in none if it is in a ring.';
comment on column linked_group.size is 'Accounts in the group.';
comment on column linked_group.evidence_bits is 'Evidence that they belong together, bits.';
comment on column linked_group.price_bits is 'Price of naming so many accounts, bits; the evidence exceeds it.';
