-- Meaning: how often decisions that a kind of trace gave evidence for were overturned.
select kind, applied_count, overturned_count, overturned_share from ringfence.read_kind_standing()
