// An agent's calls and phone book as a React team would draw them: memoised cards by id, TanStack Virtual for the rows,
// names folded once for the search. The same elements under the same style sheet as the softphone draws.
import { memo, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { useVirtualizer } from "@tanstack/react-virtual";

const ROW = 48;
const HELD = [["RETRIEVE", "retrieve", "Resume", "primary"], ["TRANSFER_SST", "look-up", "Transfer", "secondary"]];
const TALKING = [["HOLD", "hold", "Hold", "secondary"], ["DROP", "end", "End", "end"]];
const STATES = { ACTIVE: ["active", "Talking"], HELD: ["held", "On hold"], ALERTING: ["ringing", "Ringing"] };

// What the connector told last, and who wants to know.
let told = { work: false, calls: [], contacts: [], parts: 0, of: null };
const listeners = new Set();
const subscribe = (listener) => (listeners.add(listener), () => listeners.delete(listener));
const tell = (change) => {
  told = { ...told, ...change };
  for (const listener of listeners) listener();
};

const socket = new WebSocket(`ws://${location.host}/ws`);
const say = (channel, topic, subtopic, data) =>
  socket.send(JSON.stringify({ channel, topic, subtopic, source: "react", data }));
const ask = (part) => say("Cisco", "Agent", "GetPhoneDirectory", { part });
let looking = false;
socket.onopen = () => {
  const identity = { kind: "none", user: "demo@example.com" };
  say("Connector", "Registration", "Register", { channels: ["Cisco"], url: "", protocol: 1, identity });
  say("Cisco", "Agent", "SetUserInfo", { username: "1245456", password: "acq@123", extension: "5051" });
};
socket.onmessage = ({ data: text }) => {
  const { subtopic, data, message } = JSON.parse(text);
  switch (subtopic) {
    case "Heartbeat":
      return say("Connector", "Connection", "Heartbeat", data);
    case "SetAgentState":
      return tell({ work: true });
    case "CallsStateChange": {
      const calls = [...told.calls];
      for (const call of message.data) {
        const at = calls.findIndex((other) => other.id === call.id);
        if (at < 0) calls.push(call);
        else calls[at] = call;
      }
      return tell({ calls });
    }
    case "SetPhoneBook":
    case "SetPhoneDirectory": {
      const { number, of } = message.part;
      const contacts = message.data.flatMap((book) => book.contacts).map(folded);
      tell({ contacts: number === 1 ? contacts : [...told.contacts, ...contacts], parts: number, of });
      if (looking && number < of) ask(number + 1);
    }
  }
};

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const digits = (text) => text.replace(/\D/g, "");
const folded = ({ uri, firstName, lastName, phoneNumber, description }) => ({
  id: uri,
  name: [firstName, lastName].filter(Boolean).join(" ") || phoneNumber,
  line: description ? `${phoneNumber} · ${description}` : phoneNumber,
  words: fold([firstName, lastName, description].join(" ")).split(/[^\p{L}\p{N}]+/u),
  digits: digits(phoneNumber),
});

function found(contacts, text) {
  const words = text.split(/\s+/).filter(Boolean).map((word) => [fold(word), /^[\d+\-/().]+$/.test(word) && digits(word)]);
  if (words.length === 0) return contacts;
  return contacts.filter((contact) =>
    words.every(([word, number]) =>
      contact.words.some((other) => other.startsWith(word)) || (number && contact.digits.includes(number))));
}

let now = Date.now();
const ticks = new Set();
setInterval(() => {
  now = Date.now();
  for (const tick of ticks) tick();
}, 1000);
const onTick = (tick) => (ticks.add(tick), () => ticks.delete(tick));
const two = (number) => String(number).padStart(2, "0");

// Of a card only its duration is drawn each second.
function Since({ at }) {
  const seconds = useSyncExternalStore(onTick, () => Math.max(0, Math.floor(now / 1000) - Math.floor(at / 1000)));
  return <span className="hs-since">{two(Math.floor(seconds / 60))}:{two(seconds % 60)}</span>;
}

const Card = memo(function Card({ call }) {
  const [tone, state] = STATES[call.state];
  const title = call.fromName ?? call.fromAddress;
  const buttons = (call.state === "HELD" ? HELD : TALKING).filter(([name]) => call.buttonStates[name] !== "Hide");
  return (
    <article className="hs-card" data-call={call.id} data-tone={tone} aria-label={`${title}, ${state}`}>
      <h3>{title}</h3>
      <p className="hs-quiet">{[call.fromAddress, call.queueName].filter(Boolean).join(" · ")}</p>
      <div className="hs-state">
        <strong>{state}</strong>
        <Since at={call.state === "HELD" ? call.since : call.started} />
        <button type="button" className="hs-button" data-kind="plain" data-action="more" data-value={call.id} aria-expanded="false">More</button>
      </div>
      <div className="hs-buttons">
        {buttons.map(([name, action, label, kind]) => (
          <button key={name} type="button" className="hs-button" data-kind={kind} data-action={action} data-value={call.id}
            disabled={call.buttonStates[name] === "Disable"}>{label}</button>
        ))}
      </div>
      <div className="hs-buttons" />
      <dl className="hs-rows" />
    </article>
  );
});

function Calls({ calls }) {
  return (
    <div className="hs-part">
      <div className="hs-cards">{calls.map((call) => <Card key={call.id} call={call} />)}</div>
      <div />
      <p className="hs-empty">{calls.length === 0 ? "No calls" : ""}</p>
    </div>
  );
}

const Row = memo(function Row({ contact, index, start, total }) {
  const style = { position: "absolute", insetInline: 0, transform: `translateY(${start}px)` };
  return (
    <div role="option" style={style} aria-selected="false" aria-setsize={total} aria-posinset={index + 1}
      title={`${contact.name}\n${contact.line}`} data-action="choose" data-value={index}>
      <strong>{contact.name}</strong>
      <span className="hs-quiet">{contact.line}</span>
    </div>
  );
});

function Book({ contacts, parts, of }) {
  const [text, setText] = useState("");
  const rows = useRef(null);
  const all = useMemo(() => found(contacts, text), [contacts, text]);
  const virtual = useVirtualizer({ count: all.length, getScrollElement: () => rows.current, estimateSize: () => ROW, overscan: 6 });
  useEffect(() => {
    looking = true;
    if (told.of !== null && told.parts < told.of) ask(told.parts + 1);
  }, []);
  useEffect(() => {
    rows.current.scrollTo(0, 0);
  }, [text]);
  const status = parts < of ? `Loading… ${parts} / ${of}` : all.length === 0 ? "Nobody is found" : `${all.length} contacts`;
  return (
    <div className="hs-part">
      <label>Search name or number
        <input className="hs-field" data-field="search" role="combobox" aria-expanded="true" aria-controls="rows"
          autoComplete="off" spellCheck="false" value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <p className="hs-quiet" role="status">{status}</p>
      <div className="hs-contacts" id="rows" role="listbox" aria-label="Search name or number" ref={rows}>
        <section style={{ position: "relative", height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => (
            <Row key={key} contact={all[index]} index={index} start={start} total={all.length} />
          ))}
        </section>
      </div>
    </div>
  );
}

function Desk() {
  const { work, calls, contacts, parts, of } = useSyncExternalStore(subscribe, () => told);
  const [tab, setTab] = useState("calls");
  const [started] = useState(now);
  if (!work) return <p className="hs-busy">Signing on…</p>;
  return (
    <div className="hs-desk">
      <div className="hs-strip"><strong>Not ready</strong><Since at={started} /></div>
      <div className="hs-page">
        {tab === "calls" ? <Calls calls={calls} /> : <Book contacts={contacts} parts={parts} of={of} />}
      </div>
      <nav className="hs-tabs" aria-label="Pages">
        {["calls", "book"].map((name) => (
          <button key={name} type="button" data-action="tab" data-value={name}
            aria-current={tab === name ? "page" : undefined} onClick={() => setTab(name)}>{name}</button>
        ))}
      </nav>
    </div>
  );
}

document.documentElement.className = "hs-alone";
document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "hook-switch.css" }));
// The style sheet's rules for rows, one element further in.
document.head.append(Object.assign(document.createElement("style"), { textContent: `.hs-contacts > section > div {
  display: flex; flex-direction: column; justify-content: center; block-size: 3rem; padding-inline: 8px; line-height: 1.3; }
.hs-contacts > section > div > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }` }));
const root = document.getElementById("root");
root.style.height = "100%";
createRoot(root).render(<section className="hs" aria-label="Peer"><div className="hs-main"><Desk /></div></section>);
