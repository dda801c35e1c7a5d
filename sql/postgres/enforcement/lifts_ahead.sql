-- Meaning: what is lifted while somebody keeps its rows from the feed.
select epoch, seq, case_id, account_id, action, ring_id, reason_code, asked_at from ringfence.lifts_ahead()
