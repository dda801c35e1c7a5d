-- What ring_acts means, for the catalogue.
comment on macro table ring_acts is 'ring_acts(ring): every act of a member in a moment that counts, to the millisecond. By moment: ring_moments(ring).';
