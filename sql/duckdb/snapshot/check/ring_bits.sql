-- Bad rows: a ring whose evidence or price is no number.
select ring_id from ring where not isfinite(evidence_bits) or not isfinite(price_bits) or evidence_bits is null or price_bits is null
