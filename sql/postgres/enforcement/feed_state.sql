-- Meaning: the epoch now, and where the feed ends.
select epoch, epoch_after, last_seq, last_hash from ringfence.feed_state()
