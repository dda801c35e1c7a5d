-- Meaning: how far the state has come: which night it stands on, and everything before to_ms was read. One row.
create table if not exists state.mark (run_id varchar, as_of_ms bigint, to_ms bigint)
