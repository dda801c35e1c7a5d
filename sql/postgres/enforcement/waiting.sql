-- Meaning: open cases by ring.
select ring_id, waiting, ban, once, approved, mine from ringfence.read_waiting()
