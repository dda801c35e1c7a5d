-- Meaning: acts since the night, each once.
create table if not exists state.new_action (account integer, action varchar, target_id varchar, acted_ms bigint)
