-- Meaning: the actions of the look-back as a bare COPY reads them, to compare the extract with.
-- Params:  :schema, :from_ms, :to_ms (UTC, end excluded)
select account_id, action, target_id, acted_at from :schema.actions where acted_at >= to_timestamp(:from_ms / 1000.0) and acted_at < to_timestamp(:to_ms / 1000.0)
