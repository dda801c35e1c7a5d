-- Meaning: a consumer says how far it is.
-- Params:  $1 consumer, $2 seq
select ringfence.feed_ack($1, $2) as seq
