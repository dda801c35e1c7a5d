-- Meaning: puts an account, device, address or target on the allow-list.
-- Params:  $1 kind, $2 value, $3 reason, $4 end or null
select allow_id, released_count from ringfence.allow_add($1, $2, $3, $4)
