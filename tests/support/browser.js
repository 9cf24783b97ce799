// A browser that tests look into: sockets that they answer, and a list of all that is registered and not taken back.

const real = {
  WebSocket: window.WebSocket,
  add: EventTarget.prototype.addEventListener,
  remove: EventTarget.prototype.removeEventListener,
  setTimeout: window.setTimeout,
  clearTimeout: window.clearTimeout,
  setItem: Storage.prototype.setItem,
  execCommand: document.execCommand,
  areas: ["localStorage", "sessionStorage"].map((area) => [area, Object.getOwnPropertyDescriptor(window, area)]),
};

let sockets = [];

class FakeSocket extends EventTarget {
  constructor(url) {
    super();
    if (url.includes("refuse")) throw new SyntaxError("refused");
    this.url = url;
    this.sent = [];
    this.readyState = 0;
    sockets.push(this);
  }

  send(text) {
    this.sent.push(text);
  }

  close(code) {
    if (this.readyState < 2) this.closedWith = code ?? 1005;
    this.readyState = 3;
  }
}

export function install() {
  sockets = [];
  window.WebSocket = FakeSocket;
  localStorage.clear();
  sessionStorage.clear();
}

export function restore() {
  window.WebSocket = real.WebSocket;
  Storage.prototype.setItem = real.setItem;
  document.execCommand = real.execCommand;
  for (const [area, descriptor] of real.areas) Object.defineProperty(window, area, descriptor);
}

export const opened = () => sockets.length;
export const living = () => sockets.filter((socket) => socket.readyState < 2).length;
export const closed_with = (index) => sockets[index].closedWith ?? 0;
export const url = (index) => sockets[index].url;
export const sent = (index) => sockets[index].sent.join("\n");

export function open(index) {
  sockets[index].readyState = 1;
  sockets[index].dispatchEvent(new Event("open"));
}

export function say(index, text) {
  sockets[index].dispatchEvent(new MessageEvent("message", { data: text }));
}

export function hang_up(index, code) {
  sockets[index].readyState = 3;
  sockets[index].dispatchEvent(new CloseEvent("close", { code }));
}

export function deny_storage() {
  for (const [area] of real.areas) {
    Object.defineProperty(window, area, {
      configurable: true,
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  }
}

export function fill_storage() {
  Storage.prototype.setItem = function () {
    throw new DOMException("full", "QuotaExceededError");
  };
}

export function clipboard(works) {
  document.execCommand = () => works;
}

let registered = [];

/** From now on all that is registered is written down. */
export function watch() {
  registered = [];
  const capture = (options) => (typeof options === "boolean" ? options : Boolean(options?.capture));
  const same = (a, b) => a.every((part, index) => part === b[index]);
  EventTarget.prototype.addEventListener = function (kind, listener, options) {
    registered.push([this ?? window, kind, listener, capture(options)]);
    return real.add.call(this, kind, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (kind, listener, options) {
    const gone = [this ?? window, kind, listener, capture(options)];
    const at = registered.findIndex((entry) => same(entry, gone));
    if (at >= 0) registered.splice(at, 1);
    return real.remove.call(this, kind, listener, options);
  };
  window.setTimeout = (then, ms) => {
    const entry = ["timer", ms];
    const id = real.setTimeout.call(window, () => {
      registered = registered.filter((other) => other !== entry);
      then();
    }, ms);
    entry.id = id;
    registered.push(entry);
    return id;
  };
  window.clearTimeout = (id) => {
    registered = registered.filter((entry) => entry.id !== id);
    return real.clearTimeout.call(window, id);
  };
}

/** What is still registered. */
export const left = () => registered.map((entry) => String(entry[1])).join(" ");

export function unwatch() {
  EventTarget.prototype.addEventListener = real.add;
  EventTarget.prototype.removeEventListener = real.remove;
  window.setTimeout = real.setTimeout;
  window.clearTimeout = real.clearTimeout;
}
