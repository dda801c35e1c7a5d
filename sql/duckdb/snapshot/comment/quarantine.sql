-- What quarantine means, for the catalogue.
comment on table quarantine is 'What a run left out of the source, by rule. Rows read = rows used + row + copy + outside, for each table.';
comment on column quarantine.run_id is 'The run.';
comment on column quarantine.source_table is 'Where it came from: accounts, logins or actions.';
comment on column quarantine.rule is 'Name of the rule that left it out.';
comment on column quarantine.left_out is 'row: the whole row; copy: a further copy of a row that is used; outside: a row of another time than the run''s; value: one value, the row is used without it; absent: a value that is missing, or stands for none and was read as none.';
comment on column quarantine.row_count is 'On how many rows.';
