-- What who_used means, for the catalogue.
comment on macro table who_used is 'who_used(key): every account seen on this device, address (all its days) or key as anything prints it, first ones first, with its ring.';
