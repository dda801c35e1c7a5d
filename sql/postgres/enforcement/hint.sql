-- Meaning: tells whoever listens that there is something to read. Any database user may listen, so it says no more; and any of them can fill the server's queue, which would fail.
-- Params:  $1 channel
-- Gives:   a row where there was room
select pg_notify($1, '') where pg_notification_queue_usage() < 0.5
