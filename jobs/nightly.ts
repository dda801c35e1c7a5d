import { runNightly, type NightlyOptions, type NightlyOutcome } from "../src/pipeline/run-nightly.js";

/**
 * The nightly entry point: `ringfence run nightly`, the schedule and the demo come through here, so that whoever starts a night gets the same one.
 * @throws what {@link runNightly} throws; the code of a RingfenceError is the exit code (see jobs/README.md).
 */
export const nightly = (options: NightlyOptions): Promise<NightlyOutcome> => runNightly(options);
