// The frame of the softphone: its address, and letters to and from it that nobody else can write.
const hex = bytes => [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");

/**
 * Frames a page. `params` get the nonce and stand behind the address. What the page says is handed to `hear`, once it is of the
 * right window and origin and `open` has found the right nonce in it; `refuse` is told of everything else.
 */
export function frame(place, { adapterUrl, sandboxed }, params, { open, hear, refuse }) {
  const nonce = hex(crypto.getRandomValues(new Uint8Array(32)));
  const iframe = document.createElement("iframe");
  iframe.id = "softphone";
  iframe.title = "Softphone";
  iframe.allow = "microphone; autoplay";
  // Without an origin it has no storage either.
  if (sandboxed) iframe.sandbox = "allow-scripts allow-forms allow-popups";
  iframe.src = adapterUrl + (adapterUrl.includes("?") ? "&" : "?") + new URLSearchParams({ ...params, nonce });
  const origin = sandboxed ? "null" : new URL(adapterUrl).origin;
  addEventListener("message", event => {
    if (event.source !== iframe.contentWindow) return;
    const said = open(event.data);
    if (!said) return;
    if (event.origin !== origin) return refuse("origin", event.origin);
    if (said.nonce !== nonce) return refuse("nonce", said.method);
    hear(said);
  });
  place.replaceChildren(iframe);
  return message => iframe.contentWindow.postMessage(message, sandboxed ? "*" : origin);
}
