-- Bad rows: a proposal for a ring or by a run that is not there.
select run_id, ring_id from ban_candidate where ring_id not in (select ring_id from ring) or run_id not in (select run_id from run)
