import { render } from "preact";
import type { JSX } from "preact";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Link, Route, Router, Switch, useLocation } from "wouter-preact";
import { printable } from "../../console/printable.js";
import type { FoundView, PersonView, SessionView } from "../view-model.js";
import { address, enter, listenToStamps, read, Refused } from "./api.js";
import { accountAddress, Refusal, ringAddress, thingAddress, Time } from "./parts.js";
import { AccountScreen } from "./screens/account.js";
import { QueryScreen } from "./screens/query.js";
import { RingScreen } from "./screens/ring.js";
import { RingsScreen } from "./screens/rings.js";
import { ThingScreen } from "./screens/thing.js";
import { TonightScreen } from "./screens/tonight.js";
import { Console, type ConsoleState } from "./session.js";
import "uplot/dist/uPlot.min.css";

/** How often it is asked whether a night came, and what the database says now, ms. */
const askEveryMs = 20_000;

function Root(): JSX.Element {
  const [session, setSession] = useState<SessionView>();
  const [refused, setRefused] = useState<Refused>();
  const [person, setPerson] = useState<PersonView>();
  const [decided, setDecided] = useState(0);
  const stamp = useRef<string | undefined>(undefined);
  const channel = useMemo(() => new BroadcastChannel("ringfence-console"), []);

  const ask = useCallback(async (): Promise<void> => {
    try {
      const now = await read<SessionView>("/api/session");
      stamp.current = now.stamp;
      setSession(now);
      setRefused(undefined);
    } catch (error) {
      setRefused(error instanceof Refused ? error : new Refused(0, "UNEXPECTED", String(error)));
    }
  }, []);

  useEffect(() => {
    const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
    // The token goes out of the address before anything else: it is no part of a link.
    if (token !== undefined) history.replaceState(null, "", location.pathname + location.search);
    const entered = token === undefined ? Promise.resolve() : enter(token).catch(() => {});
    void entered.then(ask);
  }, [ask]);
  useEffect(() => {
    listenToStamps((seen) => {
      if (stamp.current !== undefined && seen !== stamp.current) void ask();
    });
    const seen = (): void => setDecided((before) => before + 1);
    channel.onmessage = seen;
    const again = (): void => {
      if (document.visibilityState !== "visible") return;
      void ask();
      seen();
    };
    const timer = setInterval(again, askEveryMs);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [ask, channel]);
  useEffect(() => {
    if (session?.database != null) void read<PersonView>("/api/live/person").then(setPerson, (error: unknown) => setPerson({ refused: error instanceof Error ? error.message : String(error) }));
  }, [session?.database?.where]);

  const state = useMemo<ConsoleState | undefined>(() => session === undefined ? undefined : {
    session, stamp: session.stamp, decided, person: person !== undefined && "value" in person ? person.value : undefined,
    tellDecided: () => {
      setDecided((before) => before + 1);
      channel.postMessage("decided");
    },
  }, [session, person, decided, channel]);

  if (refused?.code === "TOKEN" || (refused !== undefined && state === undefined)) return <main class="door"><h1>ringfence</h1><Refusal error={refused} /></main>;
  if (state === undefined) return <p class="faint loading" role="status">Asking…</p>;
  return (
    <Console.Provider value={state}>
      <Router>
        <Head state={state} person={person} refused={refused} />
        <main id="main" tabIndex={-1}>
          <Switch>
            <Route path="/" component={TonightScreen} />
            <Route path="/rings" component={RingsScreen} />
            <Route path="/ring/:id">{({ id }) => <RingScreen key={id} id={id} />}</Route>
            <Route path="/account" component={AccountScreen} />
            <Route path="/thing" component={ThingScreen} />
            <Route path="/sql" component={QueryScreen} />
            <Route><h1>There is nothing here</h1><p><Link href="/">Tonight</Link></p></Route>
          </Switch>
        </main>
        <Keys />
      </Router>
    </Console.Provider>
  );
}

const screens = [["/", "Tonight"], ["/rings", "Rings"], ["/sql", "SQL"]] as const;

function Head({ state, person, refused }: { state: ConsoleState; person: PersonView | undefined; refused: Refused | undefined }): JSX.Element {
  const [location] = useLocation();
  const { session } = state;
  return (
    <header class="top">
      <a class="skip" href="#main">To the content</a>
      <Link href="/" class="brand"><img src={new URL("./icon.svg", import.meta.url).pathname} alt="" width={20} height={20} />ringfence</Link>
      <nav aria-label="Screens">{screens.map(([to, name]) => <Link key={to} href={to} aria-current={location === to ? "page" : undefined}>{name}</Link>)}</nav>
      <Find />
      <div class="who">
        {session.run === null ? "no night yet" : <span>night of <Time iso={session.run.as_of} /> UTC</span>}
        <span title={session.database === null ? "Started without DATABASE_URL" : printable(session.database.where, 200)}>
          {session.database === null ? "read-only" : person === undefined ? "…" : "refused" in person ? <span class="refusal-word" title={printable(person.refused, 300)}>database: refused</span> : <>as <strong>{printable(person.value.name, 30)}</strong>{person.value.roles.length === 0 ? " (no role)" : ` (${person.value.roles.join(", ")})`}</>}
        </span>
        <Theme />
      </div>
      {refused === undefined ? null : <div class="head-note"><Refusal error={refused} /></div>}
    </header>
  );
}

/** Finds an account, a ring or a shared thing by its exact id; else rings that hold the text. */
function Find(): JSX.Element {
  const [, go] = useLocation();
  const [text, setText] = useState("");
  const [found, setFound] = useState<FoundView["found"]>();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = text.trim() === "" ? "" : text;
    if (wanted === "") return;
    const { found: all } = await read<FoundView>(address("/api/find", { text: wanted })).catch(() => ({ found: [] }) as FoundView);
    const open = (to: string): void => {
      setFound(undefined);
      setText("");
      go(to);
    };
    if (all.length === 0) return open(address("/rings", { text: wanted.trim() }));
    if (all.length === 1 || all[0].what !== "thing") return open(addressOf(all[0]));
    if (all.every((one) => one.id === all[0].id)) return open(thingAddress(all[0].id));
    setFound(all);
  };
  return (
    <form class="find" role="search" onSubmit={(event) => void submit(event)}>
      <input type="search" id="find" aria-label="Find an account, a ring, a device, an address or a target" placeholder="Account, ring, device, address, target  ( / )" value={text} onInput={(event) => setText(event.currentTarget.value)} autocomplete="off" />
      {found === undefined ? null : <ul class="found">{found.map((one, at) => <li key={at}><Link href={addressOf(one)} onClick={() => setFound(undefined)}>{one.kind ?? one.what} {printable(one.id, 60)}</Link></li>)}</ul>}
    </form>
  );
}

const addressOf = ({ what, id, kind }: FoundView["found"][number]): string => (what === "ring" ? ringAddress(id) : what === "account" ? accountAddress(id) : thingAddress(id, kind ?? undefined));

const themes = ["auto", "light", "dark"] as const;

/** As the machine has it, or chosen; kept in this browser. */
function Theme(): JSX.Element {
  const [theme, setTheme] = useState<(typeof themes)[number]>(() => themes.find((one) => one === localStorage.getItem("theme")) ?? "auto");
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
  }, [theme]);
  return <button type="button" class="quiet" onClick={() => setTheme(themes[(themes.indexOf(theme) + 1) % themes.length])} aria-label={`Colours: ${theme}`} title="Colours: as the machine has it, light, dark">{{ auto: "◐", light: "☀", dark: "☾" }[theme]}</button>;
}

const shortcuts: readonly (readonly [string, string])[] = [
  ["/", "find"], ["g t", "Tonight"], ["g r", "Rings"], ["g s", "SQL"], ["j k ↓ ↑", "row by row in a table"], ["Home End", "first and last row"], ["Enter", "open the row"], ["Space", "choose the row"], ["Esc", "give up what is focused in the picture"], ["?", "this list"],
];

/** Keys for the whole page; none of them decides anything. */
function Keys(): JSX.Element {
  const [, go] = useLocation();
  const list = useRef<HTMLDialogElement>(null);
  // Before anything is painted: on a busy machine the first keys would go nowhere.
  useLayoutEffect(() => {
    let before = "";
    const pressed = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog") !== null) return;
      const screen = before === "g" ? { t: "/", r: "/rings", s: "/sql" }[event.key] : undefined;
      before = event.key;
      if (screen !== undefined) go(screen);
      else if (event.key === "/") document.getElementById("find")?.focus();
      else if (event.key === "?") list.current?.showModal();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [go]);
  return (
    <dialog ref={list} aria-label="Keys">
      <h2>Keys</h2>
      <dl class="keys">{shortcuts.map(([key, words]) => <><dt key={key}><kbd>{key}</kbd></dt><dd>{words}</dd></>)}</dl>
      <button type="button" onClick={() => list.current?.close()}>Close</button>
    </dialog>
  );
}

render(<Root />, document.getElementById("root") as HTMLElement);
