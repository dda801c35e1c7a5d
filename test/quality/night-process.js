// One night in a process of its own, with the way of every true ring: `node night-process.js '{"asOfMs", "truth", "innocents"?}'`. Prints one line of JSON.
// Plain JavaScript over the built code, so that its seconds and its memory are those of production; whoever starts it has built.
import { runNightly } from "../../dist/src/pipeline/run-nightly.js";
import { placeFrom } from "../../dist/src/config/place.js";
import { readSettings } from "../../dist/src/config/settings.js";
import { traceRings } from "../../dist/src/evaluate/trace-rings.js";

const { asOfMs, truth, innocents } = JSON.parse(process.argv[2]);
const place = placeFrom(process.env, process.cwd());
const startMs = Date.now();
let traced;
let tracingMs = 0;
const outcome = await runNightly({
  place, settings: readSettings(place.configFile), asOfMs, dryRun: false,
  // The guardrail is for platforms: here every candidate is to be seen.
  allow: Number.MAX_SAFE_INTEGER,
  now: () => Date.now(), note: () => {}, progress: () => {},
  inspect: async ({ engine, trace, prove }) => {
    const from = Date.now();
    traced = await traceRings(engine, { trace, prove }, { truth, ...(innocents === undefined ? {} : { innocents }) });
    tracingMs = Date.now() - from;
  },
});
const seconds = (Date.now() - startMs - tracingMs) / 1000;
console.log(JSON.stringify({ seconds, counts: outcome.counts, stages: outcome.stages, traced, tracing_seconds: tracingMs / 1000 }));
