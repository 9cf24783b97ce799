// A fault: every method throws, and no Error.
(() => {
  const spoil = api => {
    for (const [name, method] of Object.entries(api)) {
      if (typeof method === "function") api[name] = () => { throw `${name} failed`; };
      else if (typeof method === "object") spoil(method);
    }
  };
  spoil(window.sforce.opencti ?? window.sforce.interaction);
})();
