-- Meaning: a fingerprint of the extract that does not depend on the order of rows: counts and sums of row hashes.
-- Reads:   raw_account, raw_login, raw_action
select md5(concat_ws('/', (select concat(count(*), ':', coalesce(sum(cast(hash(account_id, created_ms, protected, closed_ms) as hugeint)), 0)) from raw_account),
                          (select concat(count(*), ':', coalesce(sum(cast(hash(account_id, device_id, ip, logged_in_ms) as hugeint)), 0)) from raw_login),
                          (select concat(count(*), ':', coalesce(sum(cast(hash(account_id, action, target_id, acted_ms) as hugeint)), 0)) from raw_action))) as fingerprint
