-- Meaning: one row per pair of accounts and kind, the smaller account id first.
-- Reads:   edge, kind, account (of the work database)
create table snapshot.coded.edge as
select case when one.account_id < other.account_id then edge.a else edge.b end as account,
       case when one.account_id < other.account_id then edge.b else edge.a end as other_account,
       kind.kind, edge.millibits
from edge
join kind on kind.kind_no = edge.kind_no
join account as one on one.account = edge.a
join account as other on other.account = edge.b
