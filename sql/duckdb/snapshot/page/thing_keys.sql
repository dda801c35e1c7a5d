-- Meaning: the keys that a shared thing has: itself, or, of an address or a target, one for each day or moment.
-- Gives:   the strongest for any ring first, then the most held: kind, key, parent_key, source, account_count, best_bits (null: counts for no ring), key_no, total_count
-- Params:  $kind (null: any), $key (a key or a source, exactly), $limit
with wanted as (
  select key_no, kind, key, parent_key, source, account_count from coded.key where ($kind is null or kind = $kind) and (key = $key or source = $key)
)
select wanted.kind, wanted.key, wanted.parent_key, wanted.source, wanted.account_count, max(evidence.bits) as best_bits, cast(count(*) over () as integer) as total_count
from wanted left join ring_evidence as evidence on evidence.kind = wanted.kind and evidence.key = wanted.key
group by all
order by best_bits desc nulls last, wanted.account_count desc, wanted.kind, wanted.key
limit $limit
