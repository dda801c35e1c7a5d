-- Meaning: entries of the allow-list that hold.
select allow_id, kind, value, reason, author, added_at, expires_at from ringfence.read_allow_list()
