import { runRetention, type RetentionOptions, type RetentionOutcome } from "../src/pipeline/run-retention.js";

/**
 * The retention entry point: `ringfence retention` and the schedule come through here.
 * @throws what {@link runRetention} throws; the code of a RingfenceError is the exit code.
 */
export const retention = (options: RetentionOptions): Promise<RetentionOutcome> => runRetention(options);
