/** `R-12` for `r-12`, `R12` and `12`; anything else as it is. */
export const ringIdOf = (asked: string): string => asked.replace(/^(?:r-?)?([1-9]\d*)$/i, "R-$1");
