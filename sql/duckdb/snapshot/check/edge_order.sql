-- Bad rows: an edge of unknown or equal accounts, or without bits.
select pair.* from coded.edge as pair
where pair.account = pair.other_account or pair.millibits is null or pair.account is null or pair.other_account is null
