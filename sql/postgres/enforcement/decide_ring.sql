-- Meaning: approves or rejects the cases of a review.
-- Params:  $1 review, $2 verdict, $3 reason, $4 accounts looked at
select decided, changed, waiting from ringfence.decide_ring($1, $2, $3, $4)
