-- What the scalar macros mean, for the catalogue.
comment on macro printed is 'printed(text): an id or key as the commands print it, with visible escapes.';
comment on macro shows_as is 'shows_as(text, shown): true where shown is how a hostile or long text was printed.';
