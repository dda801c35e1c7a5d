-- What ban_list means, for the catalogue.
comment on view ban_list is 'Open proposals to ban, as they were when this file was written (state_at); the live list is ringfence.ban_list in the database.';
comment on column ban_list.account_id is 'The account.';
comment on column ban_list.ring_id is 'The ring.';
comment on column ban_list.reason is 'One sentence for people.';
comment on column ban_list.proposed_at is 'Since when (UTC).';
comment on column ban_list.expires_at is 'When it ends by itself (UTC); null: not by itself.';
comment on column ban_list.state_at is 'As of when this is (UTC).';
