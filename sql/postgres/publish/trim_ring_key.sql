-- Meaning: of a ring that this run found, keeps so many keys: those seen last, then those that most members held and that are rarest.
-- Reads:   ring_key, run, new_ring_key
-- Params:  $1 keys to keep per ring
delete from ringfence.ring_key
where ctid in (
  select place.ctid
  from (
    select ring_key.ctid, row_number() over (
      partition by ring_key.ring_id order by run.as_of desc, run.finished_at desc, ring_key.member_count * ring_key.bits desc, ring_key.kind, ring_key.key
    ) as number
    from ringfence.ring_key
    join ringfence.run on run.run_id = ring_key.last_run_id
    where ring_key.ring_id in (select ring_id from new_ring_key)
  ) as place
  where place.number > $1
)
