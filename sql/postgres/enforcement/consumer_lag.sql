-- Meaning: how far behind the feed each consumer is, the furthest first.
select consumer, in_epoch, seq, behind, waiting_since, acked_at, acked_by
from ringfence.consumer_lag
order by behind desc, consumer
