import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { credentials, loadPackageDefinition, Metadata, status, type ChannelCredentials, type ClientReadableStream, type ServiceError } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { packageFolder } from "../../config/place.js";
import { RingfenceError, messageOf } from "../../errors/ringfence-error.js";
import { withoutData } from "../engine.js";
import { shownAddress, type SparkAddress } from "./spark-address.js";

/** A message of the protocol, as the loader reads it: `spark/connect/*.proto` beside this file say what is in it. */
export type Message = Readonly<Record<string, unknown>>;

/** What a server sends back while it runs a plan. */
interface ExecuteResponse {
  response_id: string;
  server_side_session_id?: string;
  response_type?: string;
  arrow_batch?: { data: Uint8Array };
}

type Unary = (request: Message, metadata: Metadata, options: { deadline: number }, done: (error: ServiceError | null, response: Message) => void) => void;
type Streaming = (request: Message, metadata: Metadata) => ClientReadableStream<ExecuteResponse>;

interface Service {
  ExecutePlan: Streaming;
  ReattachExecute: Streaming;
  AnalyzePlan: Unary;
  Config: Unary;
  Interrupt: Unary;
  ReleaseExecute: Unary;
  ReleaseSession: Unary;
  close(): void;
}

/** How long an answer to a small question may take, ms. */
const answerMs = 60_000;
/** How long a server is looked for at first, ms. */
const firstAnswerMs = 15_000;
/** How long a server that has answered before is waited for when it is gone, ms: a pod that moves, a proxy that is restarted. */
const patienceMs = 60_000;
/** Between attempts to stop what the server runs, ms. */
const stopAgainMs = 2000;
/** Between attempts, ms: from the first to the longest, four times as long each. */
const waitMs = { first: 50, most: 15_000, times: 4 } as const;
/** Pings on a silent connection, ms; servers allow no more than one in five minutes. */
const keepAliveMs = { every: 300_000, answer: 20_000 } as const;

/**
 * A session of a Spark Connect server, spoken over gRPC with Apache's own protocol files. Statements survive a connection: the server goes on, and the client takes up
 * where it was. A session does not survive its server.
 */
export class SparkConnect {
  private readonly sessionId = randomUUID();
  /** The server's own name of the session: another one means that the server has begun anew. */
  private serverSessionId: string | undefined;
  private closing = false;
  private said = "";
  private stopping: NodeJS.Timeout | undefined;

  private constructor(
    private readonly service: Service,
    private readonly address: SparkAddress,
  ) {}

  /** What the server says it is, for example `4.3.0`; empty as long as it has not answered. */
  get version(): string {
    return this.said;
  }

  /**
   * Opens a session.
   * @throws RingfenceError ENGINE when no server answers, it refuses the token, or it is older than 4.0
   */
  static async open(address: SparkAddress): Promise<SparkConnect> {
    const channel: ChannelCredentials = address.useTls ? credentials.createSsl() : credentials.createInsecure();
    const service = new (connectService())(`${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`, channel, {
      "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1, "grpc.keepalive_time_ms": keepAliveMs.every, "grpc.keepalive_timeout_ms": keepAliveMs.answer,
    });
    const session = new SparkConnect(service, address);
    try {
      const answer = await session.ask("AnalyzePlan", { spark_version: {} }, firstAnswerMs);
      const { version } = answer.spark_version as { version: string };
      if (Number.parseInt(version, 10) < 4) {
        throw new RingfenceError("ENGINE", `The Spark server at ${shownAddress(address)} is Spark ${version}; 4.0 or newer is needed. Nothing was published. Point RINGFENCE_SPARK_URL at a newer one, or unset it to run on DuckDB.`);
      }
      session.said = version;
      return session;
    } catch (error) {
      service.close();
      throw error instanceof RingfenceError ? error : session.failed(error, "opening a session");
    }
  }

  /** Sets what the session's statements mean by themselves. */
  async configure(settings: Readonly<Record<string, string>>): Promise<void> {
    await this.answered("setting up the session", this.ask("Config", { operation: { set: { pairs: Object.entries(settings).map(([key, value]) => ({ key, value })) } } }));
  }

  /** Settings of the server or the session; undefined where there is none. */
  async settings(keys: readonly string[]): Promise<Record<string, string | undefined>> {
    const answer = await this.answered("reading the server's settings", this.ask("Config", { operation: { get_option: { keys } } }));
    return Object.fromEntries((answer.pairs as { key: string; value?: string }[] | undefined ?? []).map(({ key, value }) => [key, value === "" ? undefined : value]));
  }

  /**
   * Runs a plan and hands over its batches as they come, each a stream of Arrow. A connection that breaks is taken up again.
   * @param name of what is run, for errors
   */
  async execute(plan: Message, name: string, each: (batch: Uint8Array) => void = () => {}): Promise<void> {
    const operation_id = randomUUID();
    let last: string | undefined;
    let silentSince: number | undefined;
    let wait: number = waitMs.first;
    let again = false;
    for (;;) {
      if (this.stopping !== undefined && !this.closing) throw new RingfenceError("INTERRUPTED", `Interrupted before ${running(name)}. Nothing was published.`);
      try {
        const call = again
          ? this.service.ReattachExecute({ ...this.session(), operation_id, ...(last === undefined ? {} : { last_response_id: last }) }, this.metadata())
          : this.service.ExecutePlan({ ...this.session(), operation_id, plan, request_options: [{ reattach_options: { reattachable: true } }] }, this.metadata());
        for await (const response of call as AsyncIterable<ExecuteResponse>) {
          this.serverSessionId ??= response.server_side_session_id;
          last = response.response_id;
          silentSince = undefined;
          wait = waitMs.first;
          if (response.arrow_batch !== undefined && response.arrow_batch !== null) each(response.arrow_batch.data);
          if (response.response_type === "result_complete") {
            // Nobody waits for it: what is not released is forgotten with the session.
            this.ask("ReleaseExecute", { operation_id, release_all: {} }).catch(() => {});
            return;
          }
        }
        // The server ends long streams by itself, and goes on running.
        again = true;
      } catch (error) {
        // Before the first answer it may never have come: then it is sent once more, under its own name.
        if (again && last === undefined && /OPERATION_NOT_FOUND/.test(detailsOf(error))) {
          again = false;
          continue;
        }
        const now = performance.now();
        silentSince ??= now;
        if (this.closing || !isPassing(error) || now - silentSince > patienceMs) throw this.failed(error, name);
        await new Promise((resume) => setTimeout(resume, wait));
        wait = Math.min(waitMs.most, wait * waitMs.times);
        again = true;
      }
    }
  }

  /** Stops whatever the session runs, and takes no more; all promises reject. */
  interrupt(): void {
    if (this.stopping !== undefined) return;
    const stop = (): void => void this.ask("Interrupt", { interrupt_type: "INTERRUPT_TYPE_ALL" }).catch(() => {});
    stop();
    // A plan that was on its way is not there to be stopped yet.
    this.stopping = setInterval(stop, stopAgainMs);
  }

  /**
   * Ends the session on the server; where nobody is there any more, there is none, and nobody is waited for.
   * @param last plan, to leave nothing behind
   */
  async close(last?: Message): Promise<void> {
    this.closing = true;
    clearInterval(this.stopping);
    if (last !== undefined) await this.execute(last, "leaving").catch(() => {});
    await this.ask("ReleaseSession", {}, firstAnswerMs).catch(() => {});
    this.service.close();
  }

  private session(): Message {
    return {
      session_id: this.sessionId, user_context: { user_id: this.address.userId, user_name: this.address.userId }, client_type: "ringfence",
      ...(this.serverSessionId === undefined ? {} : { client_observed_server_side_session_id: this.serverSessionId }),
    };
  }

  private metadata(): Metadata {
    const metadata = new Metadata();
    if (this.address.token !== undefined) metadata.set("authorization", `Bearer ${this.address.token}`);
    for (const [name, value] of Object.entries(this.address.headers)) metadata.set(name, value);
    return metadata;
  }

  private ask(method: "AnalyzePlan" | "Config" | "Interrupt" | "ReleaseExecute" | "ReleaseSession", request: Message, withinMs = answerMs): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.service[method]({ ...this.session(), ...request }, this.metadata(), { deadline: Date.now() + withinMs }, (error, response) => {
        if (error !== null) return reject(error);
        this.serverSessionId ??= response.server_side_session_id as string | undefined;
        resolve(response);
      });
    });
  }

  private answered(what: string, answer: Promise<Message>): Promise<Message> {
    return answer.catch((error: unknown) => {
      throw this.failed(error, what);
    });
  }

  /** What a person is told: what was run, the server's own sentence without data, and what to do. */
  private failed(error: unknown, name: string): Error {
    const said = detailsOf(error);
    const where = `the Spark server at ${shownAddress(this.address)}`;
    const fail = (code: "ENGINE" | "DISK_FULL", sentence: string): RingfenceError => new RingfenceError(code, `${sentence} Nothing was published.`, { cause: error });
    const code = (error as Partial<ServiceError>).code;
    if (code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED) {
      return fail("ENGINE", `T${where.slice(1)} refuses us (while ${running(name)}): ${withoutData(said)}. Give RINGFENCE_SPARK_URL the token of the server (;token=…).`);
    }
    if (code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED) {
      const advice = this.version === "" ? "Look at its address (and at use_ssl) in RINGFENCE_SPARK_URL, and whether it runs; unset it to run on DuckDB." : "It was waited for in vain; look at its log, start it and run again.";
      return fail("ENGINE", `T${where.slice(1)} does not answer${this.version === "" ? "" : " any more"} (while ${running(name)}): ${withoutData(said)}. ${advice}`);
    }
    if (/INVALID_HANDLE\.(SESSION|OPERATION)|SESSION_(NOT_FOUND|CHANGED|CLOSED)/.test(said)) {
      return fail("ENGINE", `T${where.slice(1)} has lost the run's session (while ${running(name)}): it was started again, or somebody ended the session. Run again.`);
    }
    if (/no space left|disk quota/i.test(said)) {
      return fail("DISK_FULL", `A disk of the Spark cluster is full (while ${running(name)}): ${withoutData(said)}. Free some space where RINGFENCE_LAKE and spark.local.dir lie, and run again.`);
    }
    return new Error(`${name}: ${withoutData(said)} (${where}; its log says more)`, { cause: error });
  }
}

const running = (name: string): string => (name.endsWith(".sql") ? `running ${name}` : name);

const detailsOf = (error: unknown): string => (error as Partial<ServiceError>).details ?? messageOf(error);

/** Errors of the way, not of what was asked: a later attempt may go through. */
function isPassing(error: unknown): boolean {
  const { code } = error as Partial<ServiceError>;
  return code === status.UNAVAILABLE || (code === status.INTERNAL && /INVALID_CURSOR\.DISCONNECTED|RST_STREAM|ECONNRESET/.test(detailsOf(error))) || (code === status.CANCELLED && /RST_STREAM|ECONNRESET/.test(detailsOf(error)));
}

type ServiceClass = new (address: string, channel: ChannelCredentials, options: Readonly<Record<string, number>>) => Service;
let loaded: ServiceClass | undefined;

/** The service as the protocol files describe it. */
function connectService(): ServiceClass {
  if (loaded === undefined) {
    const definition = loadSync("spark/connect/base.proto", { includeDirs: [join(packageFolder, "src", "engine")], keepCase: true, longs: String, enums: String, oneofs: true });
    loaded = (loadPackageDefinition(definition) as unknown as { spark: { connect: { SparkConnectService: ServiceClass } } }).spark.connect.SparkConnectService;
  }
  return loaded;
}
