import init, { mount } from "./hookswitch.js";

// <hook-switch>: its attributes are the options of mount(), and there is no more to it.
const ATTRIBUTES = [
  "endpoint", "login-id", "user", "source", "use-own-login-id", "sign-on", "api-version", "area-code", "country-code", "internal-length",
  "dial-local-area", "long-distance-prefix", "outside-prefix", "incoming-prefix", "international-prefix", "dial-plus",
];

let failure;
try {
  await init();
} catch (error) {
  failure = error;
  console.error(error);
}

class HookSwitch extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #handle;
  #changes = 0;

  connectedCallback() {
    if (failure) {
      this.setAttribute("role", "alert");
      this.textContent = "The softphone could not be loaded. Check the network and reload the page; if it stays, use a newer browser.";
      return;
    }
    const given = ATTRIBUTES.filter(attribute => this.hasAttribute(attribute));
    const option = attribute => attribute.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    this.#handle = mount(this, Object.fromEntries(given.map(attribute => [option(attribute), this.getAttribute(attribute)])));
  }

  disconnectedCallback() {
    this.#handle?.unmount();
    this.#handle = undefined;
  }

  // Once for all attributes that change in one go.
  attributeChangedCallback(_name, before, after) {
    if (before === after || !this.#handle || this.#changes++) return;
    queueMicrotask(() => {
      this.#changes = 0;
      if (!this.#handle) return;
      this.disconnectedCallback();
      this.connectedCallback();
    });
  }
}

customElements.define("hook-switch", HookSwitch);

export { mount };
