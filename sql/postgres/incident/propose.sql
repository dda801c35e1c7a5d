-- Meaning: proposes accounts of an incident, checked as those of any other detector are; the most urgent first.
-- Gives:   proposed, set_aside, faults (a list of fault and count)
-- Params:  $1 the proposals, as JSON
select proposed, set_aside, faults from ringfence.propose($1)
