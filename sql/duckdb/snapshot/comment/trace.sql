-- What trace means, for the catalogue.
comment on view trace is 'Who holds which shared key, newest run; keys of one account only are left out. Quick by account_id; by kind and key; or with who_used(key).';
comment on column trace.account_id is 'The account.';
comment on column trace.kind is 'Kind of trace.';
comment on column trace.key is 'device: the device id; subnet, ip: address@day in ms; engagement: action:target; timing: action:target@minute in ms; registration: quarter hour in ms.';
comment on column trace.parent_key is 'The key that this one is judged within; null: all accounts.';
comment on column trace.source is 'Keys of one source count once.';
comment on column trace.first_seen is 'First such trace of the account (UTC).';
comment on column trace.last_seen is 'Last such trace (UTC).';
