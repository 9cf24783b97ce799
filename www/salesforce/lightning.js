// Plays Lightning Experience: records, the utility bar, and the softphone in it.
import { frame } from "./frame.js";
import * as org from "./org.js";
import { lightning as paths } from "./route.js";
import { OBJECTS, View, el } from "./view.js";

const byId = id => document.getElementById(id);
const HOME = "/lightning/page/home";
const API = "opencti";
/** Some of Salesforce's utility icons; the others are a dot. */
const GLYPHS = { call: "☎", incoming_call: "☏", outbound_call: "☏", end_call: "⊘", unlinked: "⚠" };

const setup = await org.begin();
const listening = new Set(), subscriptions = new Map(), tabs = new Set();
let version = "", send = () => {}, heard = Promise.resolve();

const view = new View(byId("main"), { paths, go, dial });

// --- where one is

function here() {
  return location.hash.slice(1) || HOME;
}

function go(path) {
  if (path === here()) return arrive();
  location.hash = path;
}

async function arrive() {
  await view.show(here());
  const { record } = view.context();
  if (record) tabs.add(record.id);
  drawTabs(record);
  navigated();
}

function drawTabs(current) {
  byId("tabs").replaceChildren(...[...tabs].map(id => {
    const tab = el("button", { type: "button", textContent: view.record(id)?.name ?? id, "data-tab": id });
    tab.setAttribute("aria-current", String(id === current?.id));
    tab.addEventListener("click", () => go(paths.record(id)));
    return tab;
  }));
}

/** The page as `getAppViewInfo` and `onNavigationChange` tell it. */
function context() {
  const { url, record, object } = view.context();
  return record ? { url, ...named(record) } : { url, objectType: object ?? "" };
}

function named({ id, name, object, fields }) {
  const related = { accountId: fields.AccountId, contactId: fields.ContactId };
  if (object === "Account" || object === "Contact") related.personAccount = false;
  return JSON.parse(JSON.stringify({ recordId: id, recordName: name, objectType: object, ...related }));
}

function navigated() {
  push("onNavigationChange", context());
}

// --- what the softphone does to the page

const effects = {
  enableClickToDial: () => setClickToDial(true),
  disableClickToDial: () => setClickToDial(false),
  refreshView: () => view.refresh(),
  setSoftphonePanelVisibility: ({ visible }) => setVisible(visible),
  setSoftphonePanelHeight: ({ heightPX }) => { byId("frame").style.height = `${heightPX}px`; },
  setSoftphonePanelWidth: ({ widthPX }) => { byId("frame").style.width = `${widthPX}px`; },
  setSoftphonePanelLabel: ({ label }) => { byId("panel-label").textContent = label; },
  setSoftphoneItemLabel: ({ label }) => { byId("item-label").textContent = label; },
  setSoftphonePanelIcon: ({ key }) => setIcon("panel-icon", key),
  setSoftphoneItemIcon: ({ key }) => setIcon("item-icon", key),
  subscribe: ({ channelName }, { subscription }) => subscriptions.set(subscription.id, channelName),
  unsubscribe: ({ subscription }) => subscriptions.delete(subscription.id),
  publish: ({ channelName, message }) => deliver(channelName, message),
};

function setClickToDial(enabled) {
  view.clickToDial = enabled;
  return view.refresh();
}

function setIcon(id, key) {
  byId(id).textContent = GLYPHS[key] ?? (key ? "●" : "");
  byId(id).dataset.icon = key ?? "";
}

function isVisible() {
  return byId("utility").getAttribute("aria-expanded") === "true";
}

function setVisible(visible) {
  byId("utility").setAttribute("aria-expanded", String(visible));
  byId("panel").classList.toggle("open", visible);
}

/** Tells everybody on a channel: the softphone where it subscribed, and the other components of the page. */
function deliver(channel, message) {
  byId("heard").append(el("li", { "data-channel": channel, textContent: JSON.stringify(message) }));
  for (const [subscription, name] of subscriptions) {
    if (name === channel) post("onMessage", { subscription, message });
  }
}

function show({ type, params }) {
  const shows = {
    sobject: () => go(paths.record(params.recordId)),
    url: () => go(params.url),
    objecthome: () => go(paths.list(params.scope)),
    list: () => go(paths.list(params.scope)),
    search: () => go(paths.search(params.searchString)),
    flow: () => go(paths.flow(params.flowDevName)),
    newRecord: () => ask(params.entityName, params.defaultFieldValues ?? {}),
  };
  shows[type]();
}

/** The form for a new record, over the page. */
function ask(object, values) {
  const [title, place] = byId("modal").children;
  title.textContent = `New ${object}`;
  place.replaceChildren(view.form(object, values));
  if (!byId("modal").open) byId("modal").showModal();
  push("onNavigationChange", { url: `${location.origin}/lightning/o/${object}/new`, objectType: object });
}

// --- the wire

function post(methodName, response, callId) {
  send({ methodName, callId, apiVersion: version, apiType: API, response });
}

function push(methodName, payload) {
  if (listening.has(methodName)) post(methodName, payload);
}

function open(data) {
  return data?.apiType === API ? { ...data, method: data.methodName } : undefined;
}

async function hear({ method, callId, apiVersion, args, isCallbackRegistered, isListenerRegistered }) {
  version = apiVersion;
  if (isListenerRegistered) listening.add(method);
  const { answer, pop } = await org.call(method, args, { context: context(), visible: isVisible() });
  if (answer?.success) await effects[method]?.(args, answer.returnValue);
  if (answer && isCallbackRegistered) post(method, answer, callId);
  if (pop) show(pop);
}

function dial(record, number) {
  org.tell("dial", { number, heard: listening.has("onClickToDial") });
  push("onClickToDial", { number, ...named(record) });
}

// --- the page itself

byId("user").textContent = setup.name;
byId("objects").append(...OBJECTS.map(object => {
  const link = el("a", { href: `#${paths.list(object)}`, textContent: `${object}s`, "data-object": object });
  return link;
}));
byId("search").addEventListener("submit", event => {
  event.preventDefault();
  go(paths.search(event.target.elements.text.value));
});
byId("publish").addEventListener("submit", event => {
  event.preventDefault();
  const { channel, message } = event.target.elements;
  deliver(channel.value, JSON.parse(message.value));
});
byId("work").addEventListener("submit", event => {
  event.preventDefault();
  const attributes = { to: event.target.elements.to.value };
  push("onWorkStart", { workId: crypto.randomUUID(), completeWorkWhen: "TaskSaved", attributes });
});
byId("utility").addEventListener("click", () => setVisible(!isVisible()));
byId("minimise").addEventListener("click", () => setVisible(false));
byId("cancel").addEventListener("click", () => byId("modal").close());
byId("modal").addEventListener("saved", () => byId("modal").close());
addEventListener("hashchange", arrive);
addEventListener("focus", navigated);

effects.setSoftphonePanelHeight({ heightPX: setup.height });
effects.setSoftphonePanelWidth({ widthPX: setup.width });
effects.setSoftphonePanelLabel({ label: "Phone" });
effects.setSoftphoneItemLabel({ label: "Phone" });
await arrive();
// Lightning starts the softphone with the page, whether or not its panel is open.
const params = {
  mode: "Lightning", isdtp: "vw", sfdcIframeOrigin: setup.origin ?? location.origin,
  ltn_app_id: "06m000000000001AAA", clc: "0",
};
send = frame(byId("frame"), setup, params, {
  open,
  // In the order in which they were said.
  hear: said => { heard = heard.then(() => hear(said)).catch(error => console.error(error)); },
  refuse: (why, what) => org.tell("refused", { why, what }),
});
document.body.dataset.ready = "";
