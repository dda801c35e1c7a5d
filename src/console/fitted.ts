/** Words of at most `limit` characters: the middle is cut out, so that the end of a key (its time) stays. */
export function fitted(words: string, limit: number): string {
  const points = Array.from(words);
  if (points.length <= limit) return words;
  const tail = Math.min(23, Math.floor(limit / 2));
  return `${points.slice(0, limit - tail - 1).join("")}…${points.slice(-tail).join("")}`;
}
