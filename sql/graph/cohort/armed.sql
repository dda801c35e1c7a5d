-- Meaning: the armed list: everybody who is more likely of a sleeping cohort than not, for whoever must know in the first minute of an attack.
-- Reads:   armed_account, account
-- Gives:   account (its id), cohort (ms since 1970 from when it joined, as text), probability (0 to 1), rests_on (the kind of trace that an answer would rest on)
create table armed as
select account.account_id as account, cast(armed_account.cohort_ms as string) as cohort, armed_account.probability, 'cohort' as rests_on
from armed_account join account on account.account = armed_account.account
where not account.protected
