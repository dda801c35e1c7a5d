/** The ladder, weakest first. */
export const actions = ["watch", "challenge", "restrict", "ban"] as const;
export type Action = (typeof actions)[number];

/** True where `one` is a stronger action than `other`. */
export const isStronger = (one: Action, other: Action): boolean => actions.indexOf(one) > actions.indexOf(other);
