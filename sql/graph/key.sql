-- Meaning: adds one kind's shared keys to the list of keys, with the chance of each and its bits.
-- Reads:   counted, usual, key (the kind given, which stands before in the registry)
-- Params:  $kind_no, $given_no (-1: no parent), $source_kind_no (an earlier kind that has the same sources, -1: none), $proposes (0: its keys
--          propose no edge, millibits is 0), $account_count (N), $key_base, $source_base (what is numbered already)
-- Bits:    log2(1 / p); p is the usual chance where the kind has one, else accounts under the key / accounts under the parent
insert into key
select cast($key_base + row_number() over (order by counted.key) - 1 as integer) as key_no,
       cast($kind_no as integer) as kind_no,
       counted.key, counted.parent_key, counted.source,
       coalesce(known.source_no, cast($source_base + dense_rank() over (order by counted.source) - 1 as integer)) as source_no,
       parent.key_no as parent_no,
       counted.account_count,
       coalesce(parent.account_count, $account_count) as under_count,
       counted.at_ms,
       usual.usual,
       case when $proposes = 0 then 0 else cast(floor(1000 * log2(1 / least(1.0, coalesce(usual.usual, cast(counted.account_count as double) / greatest(coalesce(parent.account_count, $account_count), 1))))) as bigint) end as millibits
from counted
left join usual on usual.key = counted.key
left join (select source, min(source_no) as source_no from key where kind_no = $source_kind_no group by source) as known on known.source = counted.source
left join key as parent on parent.key = counted.parent_key and parent.kind_no = $given_no
where counted.account_count >= 2
