-- Meaning: quarantine says what was left out of a row: all of it, or one value.
alter table ringfence.quarantine add column left_out text not null default 'row' check (left_out in ('row', 'copy', 'outside', 'value', 'absent'));
alter table ringfence.quarantine alter column left_out drop default;
alter table ringfence.quarantine drop constraint quarantine_pkey, add primary key (run_id, source_table, rule, left_out);
comment on table ringfence.quarantine is 'What a run left out of the source, by rule. Rows read = rows used + row + copy + outside, for each table.';
comment on column ringfence.quarantine.source_table is 'Where it came from: accounts, logins or actions.';
comment on column ringfence.quarantine.rule is 'Name of the rule that left it out.';
comment on column ringfence.quarantine.left_out is 'row: the whole row; copy: a further copy of a row that is used; outside: a row of another time than the run''s; value: one value, the row is used without it; absent: a value that is missing, or stands for none and was read as none.';
comment on column ringfence.quarantine.row_count is 'On how many rows.';
