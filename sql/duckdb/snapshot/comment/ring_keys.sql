-- What ring_keys means, for the catalogue.
comment on macro table ring_keys is 'ring_keys(ring): what a ring shares, strongest first.';
