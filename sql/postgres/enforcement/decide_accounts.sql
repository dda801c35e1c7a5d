-- Meaning: approves or rejects the open cases of accounts by name.
-- Params:  $1 accounts, $2 verdict, $3 reason
select decided, changed, waiting from ringfence.decide_accounts($1, $2, $3)
