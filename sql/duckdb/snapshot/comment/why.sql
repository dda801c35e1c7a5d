-- What why means, for the catalogue.
comment on macro table why is 'why(account): the keys that tie this account to its ring, strongest first; no row for an account in no ring.';
