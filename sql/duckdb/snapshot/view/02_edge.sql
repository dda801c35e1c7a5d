-- Meaning: what ties two accounts, in bits, by kind; the smaller account id first.
create view edge as
select one.account_id, other.account_id as other_account_id, pair.kind, pair.millibits / 1000.0::double as bits
from coded.edge as pair
join coded.account as one on one.account = pair.account
join coded.account as other on other.account = pair.other_account
