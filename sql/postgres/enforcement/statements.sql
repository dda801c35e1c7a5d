-- Meaning: what the owner of an account was told, or would be told, of each of its cases.
-- Params:  $1 account
select case_id, action, state, effect, seq, at, release_id, statement from ringfence.read_statements($1)
