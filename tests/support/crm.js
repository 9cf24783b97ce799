// A Salesforce that tests look into: a frame around the page, scripts that come or do not, and what they offer.

const real = { parent: Object.getOwnPropertyDescriptor(window, "parent"), address: location.href };

let plan = [];
let asked = [];
let scripts = [];
let calls = [];
let answers = {};
let called = [];
let heard = {};

/** The page is in a frame whose address has this query. */
export function frame(query) {
  Object.defineProperty(window, "parent", { configurable: true, value: {} });
  history.replaceState(null, "", query);
}

/** What becomes of the scripts that are asked for, in their order: `load`, `error`, or nothing at all. */
export function scripts_come(how) {
  plan = how.split(" ").filter(Boolean);
  asked = [];
  scripts = [];
  document.head.appendChild = (node) => {
    if (node.localName !== "script") return Node.prototype.appendChild.call(document.head, node);
    asked.push(node.src);
    scripts.push(node);
    node.type = "text/plain";
    Node.prototype.appendChild.call(document.head, node);
    const come = plan.shift();
    if (come) queueMicrotask(() => node.dispatchEvent(new Event(come)));
    return node;
  };
}

/** Something becomes of a script that was asked for. */
export const comes = (index, how) => scripts[index].dispatchEvent(new Event(how));
export const asked_for = () => asked.join("\n");
export const scripts_left = () => scripts.filter((node) => node.isConnected).length;

/** Offers methods at these paths; `how` is JSON of method → what it does. */
export function offer(kind, methods, how) {
  calls = [];
  called = [];
  heard = {};
  answers = JSON.parse(how);
  const all = {};
  for (const path of methods.split(" ").filter(Boolean)) {
    const names = path.split(".");
    const name = names.pop();
    let owner = all;
    for (const part of names) owner = owner[part] ??= {};
    owner[name] = function (...given) {
      return act(kind, path, given, this === owner);
    };
  }
  window.sforce = { [kind === "lightning" ? "opencti" : "interaction"]: all };
}

function act(kind, path, given, isOwn) {
  const shown = given.map((value) => (typeof value === "function" ? "then" : value));
  const text = JSON.stringify(shown, (_, value) => (typeof value === "function" ? "then" : value));
  calls.push(`${path} ${text}${isOwn ? "" : " (of nobody)"}`);
  const listener = kind === "lightning" ? given[0]?.listener : given[0];
  if (/on[A-Z]/.test(path)) {
    heard[path] = listener;
    return;
  }
  const then = kind === "lightning" ? given[0]?.callback : given.at(-1);
  called.push([path, then]);
  const how = answers[path] ?? { says: kind === "lightning" ? { success: true, returnValue: null } : { result: true } };
  if ("throws" in how) throw how.error ? new Error(how.throws) : how.throws;
  if ("says" in how) for (let times = how.times ?? 1; times > 0; times -= 1) then(how.says);
}

export const offered_calls = () => calls.join("\n");

/** Answers what was asked by this method last, once more; what that throws. */
export function answer(path, text) {
  try {
    called.findLast(([known]) => known === path)[1](JSON.parse(text));
    return "";
  } catch (error) {
    return String(error);
  }
}

/** Salesforce says something by itself, so many times; what that throws. */
export function happens(path, text, times) {
  try {
    for (let left = times; left > 0; left -= 1) heard[path](JSON.parse(text));
    return "";
  } catch (error) {
    return String(error);
  }
}

/** A value that is no JSON. */
export function answer_with_a_circle(path) {
  const circle = {};
  circle.circle = circle;
  called.findLast(([known]) => known === path)[1](circle);
}

export function gone() {
  delete window.sforce;
}

/** All is as before. */
export function leave() {
  delete window.sforce;
  delete document.head.appendChild;
  for (const script of scripts) script.remove();
  scripts = [];
  Object.defineProperty(window, "parent", real.parent);
  history.replaceState(null, "", real.address);
}
