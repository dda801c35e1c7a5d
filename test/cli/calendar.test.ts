import { expect, test } from "vitest";
import { calendar, ticksBetween } from "../../jobs/calendar.js";

/** The times of a pattern between two moments, as a clock in Berlin shows them, with the offset. */
function shown(pattern: string, from: string, until: string, zone = "Europe/Berlin"): string[] {
  return ticksBetween(calendar("nightly", pattern, zone), Date.parse(from), Date.parse(until)).map((ms) =>
    new Intl.DateTimeFormat("sv", { timeZone: zone, day: "2-digit", hour: "2-digit", minute: "2-digit", timeZoneName: "shortOffset" }).format(ms),
  );
}
const spring = ["2027-03-27T12:00Z", "2027-03-29T12:00Z"] as const;
const autumn = ["2027-10-30T12:00Z", "2027-11-01T12:00Z"] as const;

test.each([
  ["one time a night", "30 2 * * *", ["28 03:00 GMT+2", "29 02:30 GMT+2"]],
  ["two times in the gap are one", "15,45 2 * * *", ["28 03:00 GMT+2", "29 02:15 GMT+2", "29 02:45 GMT+2"]],
  ["one in the gap and one after it", "30 2,4 * * *", ["28 03:00 GMT+2", "28 04:30 GMT+2", "29 02:30 GMT+2", "29 04:30 GMT+2"]],
  ["at its very end", "0 3 * * *", ["28 03:00 GMT+2", "29 03:00 GMT+2"]],
  ["with seconds", "0 30 2 * * *", ["28 03:00 GMT+2", "29 02:30 GMT+2"]],
  ["on Sundays", "30 2 * * sun", ["28 03:00 GMT+2"]],
  ["by nickname", "@daily", ["28 00:00 GMT+1", "29 00:00 GMT+2"]],
])("clocks go forward: %s", (_, pattern, expected) => expect(shown(pattern, ...spring)).toEqual(expected));

test.each([
  ["one time a night", "30 2 * * *", ["31 02:30 GMT+2", "01 02:30 GMT+1"]],
  ["two times in the hour that comes twice", "15,45 2 * * *", ["31 02:15 GMT+2", "31 02:45 GMT+2", "01 02:15 GMT+1", "01 02:45 GMT+1"]],
  ["around it", "30 1,3 * * *", ["31 01:30 GMT+2", "31 03:30 GMT+1", "01 01:30 GMT+1", "01 03:30 GMT+1"]],
])("clocks go back: %s, once", (_, pattern, expected) => expect(shown(pattern, ...autumn)).toEqual(expected));

test("a pattern for every hour runs by real time", () => {
  expect(shown("30 * * * *", "2027-10-31T00:00Z", "2027-10-31T02:00Z")).toEqual(["31 02:30 GMT+2", "31 02:30 GMT+1"]);
  expect(shown("30 * * * *", "2027-03-28T00:00Z", "2027-03-28T02:00Z")).toEqual(["28 01:30 GMT+1", "28 03:30 GMT+2"]);
});

test("zones of half an hour, south of the equator, and a day that never was: its night is at its end", () => {
  expect(shown("15 2 * * *", "2027-10-02T00:00Z", "2027-10-03T12:00Z", "Australia/Lord_Howe")).toEqual(["03 02:30 GMT+11"]);
  expect(shown("30 2 * * *", "2011-12-29T00:00Z", "2011-12-30T18:00Z", "Pacific/Apia")).toEqual(["29 02:30 GMT−10", "31 00:00 GMT+14", "31 02:30 GMT+14"]);
});

test.each(["at noon", "99 2 * * *", "30 2 31 2 *"])("%j is no schedule", (pattern) => {
  expect(() => calendar("nightly", pattern, "UTC")).toThrow(expect.objectContaining({ code: "CONFIG", message: expect.stringContaining(pattern) }));
});
