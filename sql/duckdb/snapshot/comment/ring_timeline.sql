-- What ring_timeline means, for the catalogue.
comment on macro table ring_timeline is 'ring_timeline(ring): what its accounts did together and what became of it, in the order of time.';
