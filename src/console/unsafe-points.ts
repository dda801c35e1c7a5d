/**
 * Code points that nobody who reads a text sees as what they are: controls, formats (bidirectional, zero width, soft hyphen, tags), fillers, separators of lines, and private use,
 * which every font shows in its own way. THE list, as ranges: the printer escapes them, and the database refuses them in reasons (`ringfence.is_plain` repeats it; a test
 * holds the two together). Unicode 16: general categories Cc, Cf, Zl, Zp, Co and default ignorable ones, the blanks of Braille, Ogham, Khitan and music, and blanks of a set width; but for the two variation selectors of emoji, which {@link unsafeText} takes where no emoji stands before them.
 */
export const unsafePoints: readonly (readonly [number, number])[] = [
  [0x0, 0x1f], [0x7f, 0x9f], [0xad, 0xad], [0x34f, 0x34f], [0x600, 0x605], [0x61c, 0x61c], [0x6dd, 0x6dd], [0x70f, 0x70f], [0x890, 0x891], [0x8e2, 0x8e2], [0x115f, 0x1160], [0x1680, 0x1680], [0x17b4, 0x17b5],
  [0x180b, 0x180f], [0x2000, 0x200f], [0x2028, 0x202e], [0x205f, 0x206f], [0x2800, 0x2800], [0x3164, 0x3164], [0xe000, 0xf8ff], [0xfe00, 0xfe0d], [0xfeff, 0xfeff], [0xffa0, 0xffa0], [0xfff0, 0xfffb], [0x110bd, 0x110bd],
  [0x110cd, 0x110cd], [0x13430, 0x1343f], [0x16fe4, 0x16fe4], [0x1bca0, 0x1bca3], [0x1d159, 0x1d159], [0x1d173, 0x1d17a], [0xe0000, 0xe0fff], [0xf0000, 0xffffd], [0x100000, 0x10fffd],
];

/** Those, and what no list can hold: lone surrogates, and whatever Unicode has not assigned yet. */
export const unsafeClass = `[${unsafePoints.map(([from, to]) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`).join("")}\\p{Cs}\\p{Cn}]`;

/** A text's unsafe points, as the source of a regular expression: {@link unsafeClass}, and variation selectors that follow nothing they could vary (a keycap is a sign, 0 to 9, and both). */
export const unsafeText = `(?:${unsafeClass}|(?<!\\p{Extended_Pictographic})[\\ufe0e\\ufe0f](?!\\u20e3))`;
