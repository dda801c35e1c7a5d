-- What edge means, for the catalogue.
comment on view edge is 'What ties two accounts, newest run: one row per pair and kind; account_id < other_account_id. See ties(account, other_account).';
comment on column edge.account_id is 'The smaller id of the two.';
comment on column edge.other_account_id is 'The larger id.';
comment on column edge.kind is 'Kind of trace.';
comment on column edge.bits is 'Sum of bits over the keys of this kind that both hold.';
