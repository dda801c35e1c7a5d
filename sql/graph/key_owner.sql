-- Meaning: whose room a target is, where target ids are account ids: the owner of each key of a target, and how large its audience is.
-- Reads:   key, kind (of_target: its sources are targets), account
-- Gives:   key_no, owner (an account's number), audience_count (accounts that did anything to the target inside the look-back); keys
--          without an owner are missing; ordered by key_no
-- Params:  $audience_kind_no
select key.key_no, account.account as owner, audience.account_count as audience_count
from key
join kind on kind.kind_no = key.kind_no and kind.of_target
join account on account.account_id = key.source
join key as audience on audience.key = key.source and audience.kind_no = $audience_kind_no
order by key.key_no
