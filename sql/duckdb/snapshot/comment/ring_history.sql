-- What ring_history means, for the catalogue.
comment on macro table ring_history is 'ring_history(ring): birth, continuation, merge, split, dormancy, return, death, run by run: from and to which ring, the overlap that decided, who joined, who left.';
