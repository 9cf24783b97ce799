// What a host page asks of its org.
export const query = new URLSearchParams(location.search);

/** Who sits in which window. */
export const me = {
  user: query.get("user") ?? "demo@example.com",
  window: query.get("window") ?? crypto.randomUUID().slice(0, 8),
  host: document.body.dataset.host,
};

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...me, focused: document.hasFocus(), ...body }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.status === 204 ? null : answer.json();
}

async function get(path, params = {}) {
  const answer = await fetch(`${path}?${new URLSearchParams(params)}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** The frame's address and size, and who the user is. Faults in the page's query are switched on. */
export const begin = () => get("/__host", query.has("faults") ? { user: me.user, faults: query.get("faults") } : { user: me.user });
/** What the softphone's call is answered, and what is to be shown. */
export const call = (method, args, view) => post("/__call", { method, args, view });
/** Takes down what happened here. */
export const tell = (event, detail = null) => post("/__tell", { event, detail });
/** Writes a new record and hands back its id. */
export const save = async (object, fields) => (await post("/__records", { object, fields })).id;
/** All records. */
export const records = () => get("/__records");
/** The ids of those that answer a text. */
export const search = text => get("/__search", { text });
