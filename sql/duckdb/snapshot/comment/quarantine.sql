-- What quarantine means, for the catalogue.
comment on table quarantine is 'Rows of the source that a run left out, by rule.';
comment on column quarantine.run_id is 'The run.';
comment on column quarantine.source_table is 'Where they came from: account, login or action.';
comment on column quarantine.rule is 'Name of the rule that left them out.';
comment on column quarantine.row_count is 'How many.';
