-- Meaning: a dead machine behind this connection is noticed within three minutes.
-- Gives:   the server's process that holds the lock from now on
select pg_backend_pid() as pid, set_config('tcp_keepalives_idle', '60', true), set_config('tcp_keepalives_interval', '20', true), set_config('tcp_keepalives_count', '6', true)
