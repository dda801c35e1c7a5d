-- What hub means, for the catalogue.
comment on table hub is 'The hub ledger: keys shared by so many accounts that not all pairs were made, or that were given no weight.';
comment on column hub.run_id is 'The run.';
comment on column hub.kind is 'Kind of trace.';
comment on column hub.key is 'The key, for example a device or an address of a day.';
comment on column hub.account_count is 'Accounts under the key.';
comment on column hub.reason is 'bounded (each account was linked to a few others only) or no_weight (it proposed no pair).';
comment on column hub.expected_coverage_share is 'Expected share of all its pairs that were proposed, 0 to 1.';
