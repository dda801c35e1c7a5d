-- What ring_moments means, for the catalogue.
comment on macro table ring_moments is 'ring_moments(ring): the moments in which it acted as one: what, first and last act (exact, UTC), seconds between, who in which order.';
