import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The release that everything here is tried on. */
export const sparkRelease = "4.3.0";

/** Javas that Spark 4 runs on. */
const javaReleases = [17, 21];

export interface SparkInstall {
  /** SPARK_HOME: the folder of pyspark in a virtual environment. */
  sparkHome: string;
  javaHome: string;
}

/**
 * A Spark on this machine: pyspark in a virtual environment, which is made where it is not there yet, and a Java. `TEST_SPARK_FOLDER` keeps the environment elsewhere
 * than in the temporary folder.
 * @throws Error with what is missing
 */
export function installSpark(): SparkInstall {
  const javaHome = findJava();
  if (javaHome === undefined) throw new Error(`No Java ${javaReleases.join(" or ")} is here (JAVA_HOME, /usr/lib/jvm, PATH). Install one: apt-get install -y openjdk-17-jre-headless`);
  const folder = process.env.TEST_SPARK_FOLDER ?? join(tmpdir(), `ringfence-spark-${sparkRelease}`);
  if (sparkHomeIn(folder) === undefined) {
    mkdirSync(folder, { recursive: true });
    for (const [what, command, ...args] of [["A virtual environment of Python", "python3", "-m", "venv", folder], [`pyspark ${sparkRelease}`, join(folder, "bin", "pip"), "install", "--quiet", `pyspark==${sparkRelease}`]]) {
      const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(`${what} could not be made or had in ${folder}: ${(error?.message ?? stderr).trim().split("\n").at(-1)}. It takes python3 with venv, and pip with a way to packages.`);
    }
  }
  return { sparkHome: sparkHomeIn(folder)!, javaHome };
}

/** Where pyspark lies in a virtual environment, if it is there in the right release. */
function sparkHomeIn(folder: string): string | undefined {
  const libraries = join(folder, "lib");
  if (!existsSync(libraries)) return undefined;
  return readdirSync(libraries).map((python) => join(libraries, python, "site-packages", "pyspark")).find((home) => existsSync(join(home, "version.py")) && /= *["'](.*)["']/.exec(readFileSync(join(home, "version.py"), "utf8"))?.[1] === sparkRelease);
}

function findJava(): string | undefined {
  const machines = "/usr/lib/jvm";
  const homes = [process.env.JAVA_HOME, ...(existsSync(machines) ? readdirSync(machines).sort().map((name) => join(machines, name)) : [])].filter((home) => home !== undefined && existsSync(join(home, "bin", "java"))) as string[];
  const release = (java: string): number => Number(/version "(\d+)/.exec(spawnSync(java, ["-version"], { encoding: "utf8" }).stderr ?? "")?.[1]);
  const home = homes.find((one) => javaReleases.includes(release(join(one, "bin", "java"))));
  if (home !== undefined) return home;
  // A Java of the path says where it lives.
  const { stderr } = spawnSync("java", ["-XshowSettings:properties", "-version"], { encoding: "utf8" });
  return javaReleases.includes(Number(/version "(\d+)/.exec(stderr ?? "")?.[1])) ? /java\.home = (.*)/.exec(stderr)?.[1].trim() : undefined;
}

export interface SparkServer {
  host: string;
  port: number;
  token: string;
  /** With its token, for RINGFENCE_SPARK_URL. */
  url: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Default: two threads of the server itself. */
  master?: string;
  port?: number;
  conf?: Readonly<Record<string, string>>;
}

/** A Spark Connect server on 127.0.0.1 with a token. */
export async function startSpark({ sparkHome, javaHome }: SparkInstall, { master = "local[2]", port, conf = {} }: ServerOptions = {}): Promise<SparkServer> {
  const folder = mkdtempSync(join(tmpdir(), "ringfence-spark-server-"));
  const at = port ?? (await freePort());
  const token = "let-me-in";
  const settings: Record<string, string> = {
    "spark.connect.grpc.binding.address": "127.0.0.1", "spark.connect.grpc.binding.port": String(at), "spark.ui.enabled": "false", "spark.local.dir": join(folder, "local"),
    "spark.sql.warehouse.dir": join(folder, "warehouse"), "spark.driver.memory": "1g", "spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": "2",
    // Small tables: planning and compiling cost more than running.
    "spark.sql.adaptive.enabled": "false", "spark.sql.codegen.wholeStage": "false", "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1", ...conf,
  };
  const log = createWriteStream(join(folder, "server.log"));
  const child = spawn(
    join(sparkHome, "bin", "spark-submit"),
    ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", master, ...Object.entries(settings).flatMap(([key, value]) => ["--conf", `${key}=${value}`]), "spark-internal"],
    { cwd: folder, env: { ...process.env, SPARK_HOME: sparkHome, JAVA_HOME: javaHome, SPARK_LOCAL_IP: "127.0.0.1", SPARK_CONNECT_AUTHENTICATE_TOKEN: token }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const orphan = (): void => void child.kill("SIGKILL");
  process.once("exit", orphan);
  const end = async (): Promise<void> => {
    process.removeListener("exit", orphan);
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    }
  };
  try {
    await started(child, log, join(folder, "server.log"), "Spark Connect server started at");
  } catch (error) {
    await end();
    throw error;
  }
  return {
    host: "127.0.0.1", port: at, token, url: `sc://127.0.0.1:${at}/;token=${token}`, kill: end,
    stop: async () => {
      await end();
      log.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface SparkCluster {
  /** For the server's `master`. */
  master: string;
  /** Ends one worker, and with it its executor, as a power cut would. */
  killWorker(at: number): void;
  stop(): Promise<void>;
}

/** Spark's own cluster on 127.0.0.1: a master and so many workers, each a process with one thread of work. */
export async function startCluster({ sparkHome, javaHome }: SparkInstall, workerCount: number): Promise<SparkCluster> {
  const folder = mkdtempSync(join(tmpdir(), "ringfence-spark-cluster-"));
  const processes: ChildProcess[] = [];
  const start = async (name: string, sign: string, ...args: string[]): Promise<void> => {
    const child = spawn(join(sparkHome, "bin", "spark-class"), args, { cwd: folder, env: { ...process.env, SPARK_HOME: sparkHome, JAVA_HOME: javaHome, SPARK_LOCAL_IP: "127.0.0.1", SPARK_NO_DAEMONIZE: "1" }, stdio: ["ignore", "pipe", "pipe"] });
    process.once("exit", () => child.kill("SIGKILL"));
    processes.push(child);
    await started(child, createWriteStream(join(folder, `${name}.log`)), join(folder, `${name}.log`), sign);
  };
  const port = await freePort();
  const master = `spark://127.0.0.1:${port}`;
  await start("master", "New state: ALIVE", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", String(port), "--webui-port", "0");
  for (let at = 0; at < workerCount; at++) {
    await start(`worker-${at}`, "Successfully registered with master", "org.apache.spark.deploy.worker.Worker", master, "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", join(folder, `work-${at}`));
  }
  return {
    master,
    killWorker: (at) => void processes[at + 1].kill("SIGKILL"),
    stop: async () => {
      for (const child of processes.toReversed()) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGKILL");
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const patienceMs = 180_000;

/** When a process of Spark has said that it is there. */
function started(child: ChildProcess, log: NodeJS.WritableStream, logFile: string, sign: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const late = setTimeout(() => reject(new Error(`Spark did not start within ${patienceMs / 1000} s; see ${logFile}`)), patienceMs);
    const listen = (chunk: Buffer): void => {
      log.write(chunk);
      said = (said + chunk.toString()).slice(-4000);
      if (!said.includes(sign)) return;
      clearTimeout(late);
      resolve();
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`Spark ended with ${code} before it had started; see ${logFile}`));
    });
  });
}

/** A port of 127.0.0.1 on which nobody listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
