-- Meaning: the logins of the look-back as a bare COPY reads them, to compare the extract with.
-- Params:  :schema, :from_ms, :to_ms (UTC, end excluded)
select account_id, device_id, ip, logged_in_at from :schema.logins where logged_in_at >= to_timestamp(:from_ms / 1000.0) and logged_in_at < to_timestamp(:to_ms / 1000.0)
