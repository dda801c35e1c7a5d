-- Meaning: silent accounts that came in the last two hours and have done nothing since: so do people who look around, and machines that get ready.
-- Reads:   quiet, signed_in, participant, elsewhere
-- Gives:   account, slot (the quarter of an hour of registration)
create temp table stirred as
select quiet.account, quiet.slot
from quiet
join signed_in on signed_in.account = quiet.account and signed_in.signed_in <= 2
anti join participant on participant.account = quiet.account
anti join elsewhere on elsewhere.account = quiet.account
where quiet.slot is not null
