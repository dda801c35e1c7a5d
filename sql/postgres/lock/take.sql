-- Meaning: takes a lock for the length of this transaction, or says at once that it is taken; a dead machine behind it is noticed within three minutes.
-- Gives:   got, and the server's process that holds it from now on
-- Params:  $1, $2 the lock's two numbers
select pg_try_advisory_xact_lock($1, $2) as got, pg_backend_pid() as pid,
  set_config('tcp_keepalives_idle', '60', true), set_config('tcp_keepalives_interval', '20', true), set_config('tcp_keepalives_count', '6', true)
