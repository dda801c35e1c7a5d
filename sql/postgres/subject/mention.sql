-- Meaning: what people did about one account, for the account's own request; not who they are, nor their notes.
-- Params:  $1 account_id
select about, at, what
from ringfence.read_mentions($1)
