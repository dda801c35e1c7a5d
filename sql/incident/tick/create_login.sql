-- Meaning: logins since the night, each once.
create table if not exists state.new_login (account integer, device_id varchar, address varchar, subnet varchar, logged_in_ms bigint)
