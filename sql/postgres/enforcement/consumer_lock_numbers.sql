-- Meaning: the two numbers of the lock on a consumer's name.
-- Params:  $1 consumer
select hashtext('ringfence consume') as space, hashtext($1) as number
