-- Meaning: the sources of the keys in the order of the kinds that have them, and of their texts.
-- Reads:   key
-- Gives:   source_no
select source_no from key group by source_no order by min(kind_no), min(source)
