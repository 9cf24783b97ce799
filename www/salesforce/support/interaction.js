// Stands in for Salesforce's script of the same address, in Classic: the same surface, none of its code.
(() => {
  // Read once: who changes the address later changes nothing here.
  const query = new URLSearchParams(location.search);
  const origin = query.get("sfdcIFrameOrigin")?.toLowerCase(), nonce = query.get("nonce");
  const PREFIX = "interactionApi/", VERSION = "{{version}}";
  const callbacks = new Map(), listeners = new Map();
  let calls = 0;

  function post(method, args, callback) {
    // Outside of Salesforce nothing happens, and nobody is called back.
    if (!origin || !nonce) return;
    const named = callback ? `${method}_${++calls}` : method;
    if (callback) callbacks.set(named, callback);
    const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
    const said = new URLSearchParams([["method", named], ["nonce", nonce], ["apiVersion", VERSION], ...given]);
    window.parent.postMessage(PREFIX + said, origin);
  }

  const typed = text => text === "true" ? true : text === "false" ? false : text;

  addEventListener("message", event => {
    if (event.origin !== origin || typeof event.data !== "string" || !event.data.startsWith(PREFIX)) return;
    const { method, ...rest } = Object.fromEntries(new URLSearchParams(event.data.slice(PREFIX.length)));
    const response = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, typed(value)]));
    if (callbacks.has(method)) {
      const callback = callbacks.get(method);
      callbacks.delete(method);
      callback(response);
    } else {
      listeners.get(method)?.(response);
    }
  });

  /** A method of these positional arguments, of which a callback is the last. */
  const does = (method, ...names) => (...given) => {
    const callback = given[names.length];
    if (callback !== undefined && typeof callback !== "function") throw `${method}: the callback has to be a function`;
    post(method, Object.fromEntries(names.map((name, at) => [name, given[at]])), callback);
  };

  /** A method whose answer is its purpose. */
  const asks = (method, ...names) => (...given) => {
    if (typeof given[names.length] !== "function") throw `${method}: a callback is needed`;
    does(method, ...names)(...given);
  };

  const tells = method => listener => {
    if (typeof listener !== "function") throw `${method}: a listener is needed`;
    listeners.set(method, listener);
    post(method, {});
  };

  (window.sforce ??= {}).interaction = {
    getPageInfo: asks("getPageInfo"),
    isInConsole: asks("isInConsole"),
    isVisible: asks("isVisible"),
    setVisible: does("setVisible", "value"),
    onFocus: tells("onFocus"),
    refreshPage: does("refreshPage"),
    refreshRelatedList: does("refreshRelatedList", "listName"),
    runApex: does("runApex", "apexClass", "methodName", "methodParams"),
    saveLog: does("saveLog", "object", "params"),
    screenPop(url, force, callback) {
      // The older form has the callback in the second place.
      if (typeof force === "function") return does("screenPop", "url")(url, force);
      does("screenPop", "url", "force")(url, force, callback);
    },
    searchAndScreenPop: asks("searchAndScreenPop", "searchParams", "queryParams", "callType"),
    searchAndGetScreenPopUrl: asks("searchAndGetScreenPopUrl", "searchParams", "queryParams", "callType"),
    cti: {
      enableClickToDial: does("enableClickToDial"),
      disableClickToDial: does("disableClickToDial"),
      onClickToDial: tells("onClickToDial"),
      getCallCenterSettings: asks("getCallCenterSettings"),
      getSoftphoneLayout: asks("getSoftphoneLayout"),
      getDirectoryNumbers(isGlobal, callCenterName, callback, page, pageSize) {
        post("getDirectoryNumbers", { isGlobal, callCenterName, page, pageSize }, callback);
      },
      setSoftphoneHeight: does("setSoftphoneHeight", "height"),
      setSoftphoneWidth: does("setSoftphoneWidth", "width"),
      notifyInitializationComplete: () => post("notifyInitializationComplete", {}),
    },
    entityFeed: {
      onObjectUpdate: tells("onObjectUpdate"),
      refreshObject: does("refreshObject", "objectId", "refreshFields", "refreshRelatedLists", "refreshFeed"),
      reloadFrame: () => post("reloadFrame", {}),
    },
  };
})();
