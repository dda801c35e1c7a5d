// A process that dies where RINGFENCE_KILL_AT says: `node victim.js DATABASE_URL publish | release ID | undo ID | consume URL HOME COMMAND`.
// Plain JavaScript over the build, because Node 20 runs no TypeScript.
import { join } from "node:path";
import { connect } from "../../dist/src/postgres/connect.js";
import { publish } from "../../dist/src/postgres/publish.js";
import { release, undo } from "../../dist/src/enforcement/releases.js";
import { asOnlyConsumer, consumeToEnd } from "../../dist/src/enforcement/consume.js";
import { handOver, toCommand, toDatabase } from "../../dist/src/enforcement/receiver.js";

const [url, what, ...rest] = process.argv.slice(2);
const client = await connect(url, "victim");
switch (what) {
  case "publish": {
    const { run, publication } = JSON.parse(rest[0]);
    for (const name of ["as_of", "started_at", "finished_at"]) run[name] = new Date(run[name]);
    for (const row of publication.candidates) row.expires_at = row.expires_at === null ? null : new Date(row.expires_at);
    await publish(client, { run, decide: () => publication });
    break;
  }
  case "release":
    await release(client, { id: rest[0] });
    break;
  case "undo":
    await undo(client, { what: "run", subject: "N-1", id: rest[0], reason: "a test" });
    break;
  case "consume": {
    const [target, home, command] = rest;
    await asOnlyConsumer(url, "victim", async () => {
      const receiver = target === "-" ? handOver(join(home, "consumer.journal"), toCommand(command, () => {}), new AbortController().signal) : await toDatabase(await connect(target, "victim's target"), "victim");
      await consumeToEnd({ client, consumer: "victim", receiver, batch: 2 });
      await receiver.close();
    });
    break;
  }
  default:
    throw new Error(`What is ${what}?`);
}
await client.end();
