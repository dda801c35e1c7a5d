-- What ring_former means, for the catalogue.
comment on macro table ring_former is 'ring_former(ring): accounts that left the ring, since when and until when they were in it, and the ring that they are in now.';
