-- What ring_neighbours means, for the catalogue.
comment on macro table ring_neighbours is 'ring_neighbours(ring): accounts outside the ring that are tied to its members, strongest first; a tie alone is no evidence.';
