-- What oddity and ring_oddities mean, for the catalogue.
comment on view oddity is 'What is odd about the rows of an account: values that stand for none, lists of addresses, times that are no facts. No evidence: strangers share default device ids. Newest run only.';
comment on column oddity.account_id is 'The account.';
comment on column oddity.source_table is 'accounts, logins or actions.';
comment on column oddity.rule is 'What is odd, as in quarantine.';
comment on column oddity.value is 'What stood there, where that says more than the rule.';
comment on column oddity.row_count is 'On how many of its rows.';
comment on table coded.oddity is 'Behind the view oddity.';
comment on column coded.oddity.account is 'Number of the account.';
comment on column coded.oddity.source_table is 'accounts, logins or actions.';
comment on column coded.oddity.rule is 'What is odd, as in quarantine.';
comment on column coded.oddity.value is 'What stood there, where that says more than the rule.';
comment on column coded.oddity.row_count is 'On how many of its rows.';
comment on macro table ring_oddities is 'ring_oddities(ring): oddities that at least two accounts of the ring share and that are more than twice as usual in it as outside: an emulator''s default device id, lists of addresses, times of the future. Shown, no evidence.';
