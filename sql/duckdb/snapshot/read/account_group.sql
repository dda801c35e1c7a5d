-- Meaning: the linked group of an account: people who share much but do not act as one, looked at and left alone; no row for most accounts.
-- Params:  $account_id
select group_no, size, evidence_bits, price_bits from linked_group where account_id = $account_id
