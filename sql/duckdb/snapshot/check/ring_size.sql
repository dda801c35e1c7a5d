-- Bad rows: an active ring whose size is not the number of its members.
select ring.ring_id, ring.size, count(ring_member.account_id) as member_count
from ring left join ring_member on ring_member.ring_id = ring.ring_id and ring_member.run_id = ring.last_run_id
where ring.status = 'active'
group by ring.ring_id, ring.size
having count(ring_member.account_id) <> ring.size
