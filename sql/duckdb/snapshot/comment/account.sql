-- What account means, for the catalogue.
comment on view account is 'The accounts of the newest run.';
comment on column account.account_id is 'The account, as the source names it.';
comment on column account.created_at is 'When it was registered (UTC); null: the source has no usable time.';
comment on column account.protected is 'Never proposed for an action.';
comment on column account.closed_at is 'When it was closed (UTC); null: open.';
comment on column account.login_count is 'Its logins inside the look-back.';
comment on column account.action_count is 'Its actions inside the look-back.';
comment on column account.in_ring is 'True where it is in an active ring.';
