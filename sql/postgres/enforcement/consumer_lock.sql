-- Meaning: one consumer of a name at a time; given up with the connection.
-- Params:  $1 consumer
select pg_try_advisory_lock(hashtext('ringfence consume'), hashtext($1)) as locked
