-- Meaning: approves or rejects the cases of a review.
-- Params:  $1 review, $2 verdict, $3 reason
select decided, changed, waiting from ringfence.decide_ring($1, $2, $3)
