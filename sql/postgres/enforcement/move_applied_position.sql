-- Meaning: says how far a consumer has applied the feed.
-- Params:  $1 consumer, $2 epoch, $3 seq, $4 hash
insert into ringfence_applied_position (consumer, epoch, seq, hash) values ($1, $2, $3, $4)
on conflict (consumer) do update set epoch = excluded.epoch, seq = excluded.seq, hash = excluded.hash
