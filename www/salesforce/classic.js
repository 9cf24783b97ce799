// Plays Salesforce Classic: the softphone stands in the sidebar and dies with every page; in the console it stays.
import { frame } from "./frame.js";
import * as org from "./org.js";
import { classic as paths } from "./route.js";
import { OBJECTS, View, el } from "./view.js";

const byId = id => document.getElementById(id);
const HOME = "/apex/Home";
const PREFIX = "interactionApi/";
const isConsole = org.query.has("console");

const setup = await org.begin();
const listening = new Set(), tabs = new Set();
let send = () => {}, heard = Promise.resolve();

const view = new View(byId("main"), { paths, go, dial });

// --- where one is

function here() {
  return (isConsole ? location.hash.slice(1) : org.query.get("at")) || HOME;
}

/** In the console the page stays; outside of it another page comes, and with it another softphone. */
function go(path) {
  if (isConsole) {
    if (path === here()) return arrive();
    location.hash = path;
    return;
  }
  const next = new URLSearchParams(org.query);
  next.set("at", path);
  next.set("window", org.me.window);
  next.delete("faults");
  location.assign(`${location.pathname}?${next}`);
}

async function arrive() {
  await view.show(here());
  const { record } = view.context();
  if (!isConsole) return;
  if (record) tabs.add(record.id);
  byId("tabs").replaceChildren(...[...tabs].map(id => {
    const tab = el("button", { type: "button", textContent: view.record(id)?.name ?? id, "data-tab": id });
    tab.addEventListener("click", () => go(paths.record(id)));
    return tab;
  }));
  focused();
}

/** The page as `getPageInfo` and `onFocus` tell it. */
function context() {
  const { url, record } = view.context();
  return { url, ...(record ? named(record) : {}) };
}

function named({ id, name, object, fields }) {
  const related = { accountId: fields.AccountId, contactId: fields.ContactId };
  if (object === "Account" || object === "Contact") related.personAccount = false;
  return JSON.parse(JSON.stringify({ objectId: id, objectName: name, object, displayName: object, ...related }));
}

function focused() {
  push("onFocus", context());
}

// --- what the softphone does to the page

const effects = {
  enableClickToDial: () => setClickToDial(true),
  disableClickToDial: () => setClickToDial(false),
  refreshPage: () => isConsole ? view.refresh() : location.reload(),
  refreshRelatedList: () => view.refresh(),
  setVisible: ({ value }) => setVisible(value === "true"),
  setSoftphoneHeight: ({ height }) => { byId("frame").style.height = `${height}px`; },
  setSoftphoneWidth: ({ width }) => { if (isConsole) byId("frame").style.width = `${width}px`; },
};

function setClickToDial(enabled) {
  view.clickToDial = enabled;
  return view.refresh();
}

function isVisible() {
  return byId("panel").classList.contains("open");
}

function setVisible(visible) {
  byId("panel").classList.toggle("open", visible);
  byId("utility").setAttribute("aria-expanded", String(visible));
}

// --- the wire: a query string behind a prefix, in both directions

function post(said) {
  const given = Object.entries(said).filter(([, value]) => value !== undefined && value !== null);
  send(PREFIX + new URLSearchParams(given));
}

function push(method, payload) {
  if (listening.has(method)) post({ method, result: JSON.stringify(payload) });
}

function open(data) {
  if (typeof data !== "string" || !data.startsWith(PREFIX)) return undefined;
  return Object.fromEntries(new URLSearchParams(data.slice(PREFIX.length)));
}

async function hear({ method: called, nonce: _nonce, apiVersion: _version, ...args }) {
  const [, method, number] = /^(\w+?)(_\d+)?$/.exec(called);
  if (method.startsWith("on")) listening.add(method);
  const { answer, pop } = await org.call(method, args, { context: context(), visible: isVisible(), console: isConsole });
  // Answered first: what follows may be the end of the frame.
  if (answer && number) post({ method: called, ...answer });
  if (answer && answer.error === undefined) await effects[method]?.(args);
  if (pop) go(pop.params.url);
}

function dial(record, number) {
  org.tell("dial", { number, heard: listening.has("onClickToDial") });
  push("onClickToDial", { number, ...named(record) });
}

// --- the page itself

document.body.classList.toggle("console", isConsole);
byId("user").textContent = setup.name;
byId("objects").append(...OBJECTS.map(object => {
  const link = el("a", { href: "#", textContent: `${object}s`, "data-object": object });
  link.addEventListener("click", event => {
    event.preventDefault();
    go(paths.list(object));
  });
  return link;
}));
byId("search").addEventListener("submit", event => {
  event.preventDefault();
  go(paths.search(event.target.elements.text.value));
});
byId("utility").addEventListener("click", () => setVisible(!isVisible()));
if (isConsole) addEventListener("hashchange", arrive);
addEventListener("focus", focused);

byId("frame").style.height = `${setup.height}px`;
if (isConsole) byId("frame").style.width = `${setup.width}px`;
await arrive();
send = frame(byId("frame"), setup, { sfdcIFrameOrigin: setup.origin ?? location.origin }, {
  open,
  // In the order in which they were said.
  hear: said => { heard = heard.then(() => hear(said)).catch(error => console.error(error)); },
  refuse: (why, what) => org.tell("refused", { why, what }),
});
document.body.dataset.ready = "";
