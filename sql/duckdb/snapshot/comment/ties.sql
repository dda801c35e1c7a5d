-- What ties means, for the catalogue.
comment on macro table ties is 'ties(account, other_account): every key that both hold, rarest first, with the bits of their edge by kind.';
