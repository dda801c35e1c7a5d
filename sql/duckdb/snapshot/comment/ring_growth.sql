-- What ring_growth means, for the catalogue.
comment on macro table ring_growth is 'ring_growth(ring): size, evidence and price by night since its birth, who joined, who left; size 0 where it was not found.';
