-- Bad rows: a trace of an account or a key that is not there.
select holding.* from coded.holding as holding
where not exists (select 1 from coded.account as account where account.account = holding.account)
   or not exists (select 1 from coded.key as key where key.key_no = holding.key_no)
