import { runIncident, type IncidentOptions, type IncidentOutcome } from "../src/pipeline/run-incident.js";

/**
 * The entry point of the run on the last minutes: `ringfence run incident`, the schedule and the replay come through here.
 * @throws what {@link runIncident} throws; the code of a RingfenceError is the exit code (see jobs/README.md).
 */
export const incident = (options: IncidentOptions): Promise<IncidentOutcome> => runIncident(options);
