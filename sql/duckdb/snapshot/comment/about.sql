-- What about means, for the catalogue.
comment on view about is 'Everything that can be asked here, with what it means; columns are in duckdb_columns().';
comment on column about.name is 'Table, view, or macro with its arguments.';
comment on column about.what is 'table, view, from (a macro that gives rows: from name(…)) or function (a macro that gives a value).';
comment on column about.comment is 'What it means.';
