-- Meaning: the accounts as a bare COPY reads them, to compare the extract with.
-- Params:  :schema
select account_id, created_at, null, null from :schema.accounts
