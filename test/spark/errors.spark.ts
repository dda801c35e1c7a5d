import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect as dial, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { whole } from "../../src/engine/engine.js";
import { SparkEngine } from "../../src/engine/spark/spark-engine.js";
import { run } from "../cli/command-line.js";
import { openHouse, sampleFolder, type House } from "../pipeline/night.js";
import { freePort } from "./spark-server.js";

const folder = mkdtempSync(join(tmpdir(), "ringfence-spark-errors-"));
let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.load(sampleFolder);
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A night by the command line with this address of Spark, and that nothing came of it. */
async function refused(url: string, lake = join(folder, "lake")): Promise<string> {
  const { code, err } = await run(house.home, ["run", "nightly", "--as-of", "2025-12-22"], { env: { DATABASE_URL: house.url, RINGFENCE_SPARK_URL: url, RINGFENCE_LAKE: lake } });
  expect({ code, err }).toMatchObject({ code: 2 });
  expect(await house.rows("select 1 from ringfence.run where status = 'published'")).toEqual([]);
  // One sentence that says what happened, where, and what to do; no stack, no token.
  expect(err).not.toMatch(/^\s+at |let-me-in|secret/m);
  return err;
}

/** Passes bytes on to the Spark server, through whatever it is given. */
function pass(socket: Socket, onPair: (pair: readonly [Socket, Socket]) => void = () => {}): void {
  const behind = dial(inject("spark").port, "127.0.0.1");
  socket.pipe(behind).pipe(socket);
  for (const [one, other] of [[socket, behind], [behind, socket]]) one.on("error", () => other.destroy()).on("close", () => other.destroy());
  onPair([socket, behind]);
}

const listening = (server: Server): Promise<number> => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));

describe("a night on a Spark that cannot be used ends with exit code 2 and one sentence, and publishes nothing", () => {
  test("an address that is none", async () => {
    expect(await refused("http://127.0.0.1:15002/;token=secret")).toContain("RINGFENCE_SPARK_URL cannot be used: it is not of the form sc://host:15002/;token=…");
  });

  test("nobody there", async () => {
    const port = await freePort();
    expect(await refused(`sc://127.0.0.1:${port}/;token=secret`)).toMatch(new RegExp(`The Spark server at sc://127\\.0\\.0\\.1:${port} does not answer \\(while opening a session\\).*RINGFENCE_SPARK_URL.*Nothing was published`));
  });

  test("a wrong token, and none", async () => {
    for (const given of [";token=secret-but-wrong", ""]) expect(await refused(`sc://127.0.0.1:${inject("spark").port}/${given}`)).toMatch(/The Spark server at sc:\/\/127\.0\.0\.1:\d+ refuses us.*;token=/);
  });

  test("a lake that cannot be written", async () => {
    const file = join(folder, "a file");
    writeFileSync(file, "");
    expect(await refused(inject("spark").url, join(file, "lake"))).toContain(`RINGFENCE_LAKE cannot be written: ${join(file, "lake")} (ENOTDIR)`);
  });

  test("check says the same, beside what it says of the source", async () => {
    const { code, out } = await run(house.home, ["check", "--json"], { env: { DATABASE_URL: house.url, RINGFENCE_SPARK_URL: `sc://127.0.0.1:${inject("spark").port}/;token=wrong` } });
    expect(code).toBe(2);
    expect((JSON.parse(out) as { what: string }[]).at(-1)).toMatchObject({ severity: "fail", what: "Spark", value: "cannot be used", advice: expect.stringContaining("refuses us") as string });
  });
});

test("check says what it found", async () => {
  const { code, out } = await run(house.home, ["check", "--json"], { env: { DATABASE_URL: house.url, RINGFENCE_SPARK_URL: inject("spark").url } });
  expect(code).toBe(0);
  const found = Object.fromEntries((JSON.parse(out) as { what: string; value: string }[]).filter(({ what }) => what.startsWith("Spark")).map(({ what, value }) => [what, value]));
  expect(found).toMatchObject({
    "Spark: version": `4.3.0 at sc://127.0.0.1:${inject("spark").port}`, "Spark: master": "local[2]", "Spark: memory of the driver": "1g", "Spark: catalog": "in-memory",
    "Spark: Parquet goes to, and both sides read it": join(house.home, "lake"),
  });
});

test("a connection that breaks again and again is taken up again, and nothing is done twice", async () => {
  const pairs = new Set<readonly [Socket, Socket]>();
  let cuts = 0;
  const proxy = createServer((socket) => pass(socket, (pair) => pairs.add(pair)));
  const port = await listening(proxy);
  const engine = await SparkEngine.open({ url: `sc://127.0.0.1:${port}/;token=let-me-in`, lake: join(folder, "cut lake") });
  const cutting = setInterval(() => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    cuts += pairs.size;
    pairs.clear();
  }, 150);
  try {
    await engine.runFile("graph/create_key.sql");
    await engine.createTable("holding", { key_no: { type: "integer", values: Int32Array.from({ length: 250_000 }, (_, i) => i) }, account: { type: "integer", values: new Int32Array(250_000) }, first_ms: { type: "bigint", values: new Float64Array(250_000) } });
    for (let i = 0; i < 5; i++) expect(await engine.readRows("graph/read_size.sql", { key_count: whole, holding_count: whole })).toEqual([{ key_count: 0, holding_count: 250_000 }]);
    const { key_no } = await engine.readColumns("graph/read_holding.sql");
    expect(key_no.length).toBe(250_000);
    expect(key_no.sort().every((key, i) => key === i)).toBe(true);
  } finally {
    clearInterval(cutting);
    await engine.close();
    proxy.close();
  }
  expect(cuts).toBeGreaterThan(2);
});

test("a token goes over TLS, with the certificates that Node trusts", async () => {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const { status } = spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]);
  expect(status).toBe(0);
  const proxy = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate), ALPNProtocols: ["h2"] }, pass);
  const port = await listening(proxy);
  const check = (env: Record<string, string>): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "check", "--json"], { cwd: house.home, env: { ...process.env, GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: "", RINGFENCE_HOME: house.home, DATABASE_URL: house.url, ...env } }).catch((error: { stdout: string }) => error);
  try {
    const url = `sc://localhost:${port}/;use_ssl=true;token=let-me-in`;
    expect((await check({ RINGFENCE_SPARK_URL: url, NODE_EXTRA_CA_CERTS: certificate })).stdout).toContain(`4.3.0 at sc://localhost:${port}`);
    // A certificate that nobody vouches for is not spoken to.
    expect((await check({ RINGFENCE_SPARK_URL: url })).stdout).toContain("cannot be used");
  } finally {
    proxy.close();
  }
});
