// Stands in for Salesforce's script of the same address, in Lightning: the same surface, none of its code.
(() => {
  // Read once: who changes the address later changes nothing here.
  const query = new URLSearchParams(location.search);
  const [mode, origin, nonce] = ["mode", "sfdcIframeOrigin", "nonce"].map(name => query.get(name));
  if (!mode) throw "Required parameter mode is missing from the address.";
  if (!origin) throw "Required parameter sfdcIframeOrigin is missing from the address.";
  const host = /^(https?:)\/\/([a-z0-9.-]+)(:\d+)?$/i.exec(origin);
  const isOurs = host && (/\.(force|salesforce)\.com$/i.test(host[2]) || /^(localhost|127\.0\.0\.1)$/.test(host[2]));
  if (!isOurs) throw "sfdcIframeOrigin is no origin of Salesforce's.";
  if (host[1] !== location.protocol) throw "sfdcIframeOrigin has another protocol than the page.";

  const apiVersion = "{{version}}", apiType = "opencti";
  const callbacks = new Map(), listeners = new Map(), subscriptions = new Map();
  let calls = 0;

  function post(methodName, args, callback, listener) {
    const callId = `${methodName}_${++calls}`;
    if (callback) callbacks.set(callId, callback);
    if (listener) listeners.set(methodName, listener);
    window.parent.postMessage({
      methodName, callId, nonce, apiVersion, apiType, args,
      isCallbackRegistered: !!callback, isListenerRegistered: !!listener,
    }, origin);
  }

  addEventListener("message", event => {
    const said = event.data;
    if (event.origin !== origin || said?.apiType !== apiType || said.apiVersion !== apiVersion) return;
    const { methodName, callId, response } = said;
    if (methodName === "onMessage") return subscriptions.get(response.subscription)?.(response.message);
    if (callId === undefined) return listeners.get(methodName)?.(response);
    const callback = callbacks.get(callId);
    callbacks.delete(callId);
    callback?.(response);
  });

  const isObject = value => typeof value === "object" && value !== null;

  function argument(method, given) {
    if (!isObject(given) || Object.keys(given).length === 0) {
      throw new Error(`${method} takes one object that is not empty.`);
    }
    return given;
  }

  function functionOf(method, given, name) {
    if (typeof given[name] !== "function") throw new Error(`${method}: ${name} has to be a function.`);
    return given[name];
  }

  const optional = (method, given) => given.callback === undefined ? undefined : functionOf(method, given, "callback");

  /** A method whose answer is its purpose. */
  const asks = method => given => post(method, {}, functionOf(method, argument(method, given), "callback"));

  /** A method that takes something, and a callback where one is wanted. */
  const does = (method, required) => given => {
    argument(method, given);
    const missing = required.find(name => given[name] === undefined);
    if (missing) throw new Error(`${method}: ${missing} is missing.`);
    const { callback, ...args } = given;
    post(method, args, optional(method, given));
  };

  /** A method that may be called with nothing at all. */
  const may = method => given => {
    if (given === undefined) return post(method, {});
    post(method, {}, optional(method, argument(method, given)));
  };

  /** A method that tells again and again. */
  const tells = method => given => post(method, {}, undefined, functionOf(method, argument(method, given), "listener"));

  const opencti = {
    SCREENPOP_TYPE: {
      SOBJECT: "sobject", URL: "url", OBJECTHOME: "objecthome", LIST: "list", SEARCH: "search",
      NEW_RECORD_MODAL: "newRecord", FLOW: "flow",
    },
    CALL_TYPE: { INBOUND: "inbound", OUTBOUND: "outbound", INTERNAL: "internal" },
    hvs: {
      onWorkStart: tells("onWorkStart"),
      completeWork: does("completeWork", ["workId", "attributes"]),
    },
    saveLog(given) {
      const { value } = argument("saveLog", given);
      if (!isObject(value) || Object.keys(value).length === 0) throw new Error("saveLog: value has to be an object.");
      post("saveLog", { object: value }, optional("saveLog", given));
    },
    runApex(given) {
      const { apexClass, methodName, methodParams } = argument("runApex", given);
      for (const text of [apexClass, methodName]) {
        if (typeof text !== "string" || !text) throw new Error("runApex: apexClass and methodName have to be text.");
      }
      post("runApex", { apexClass, methodName, methodParams }, functionOf("runApex", given, "callback"));
    },
    subscribe(given) {
      const { channelName } = argument("subscribe", given);
      const listener = functionOf("subscribe", given, "listener"), callback = optional("subscribe", given);
      post("subscribe", { channelName }, response => {
        if (response.success) subscriptions.set(response.returnValue.subscription.id, listener);
        callback?.(response);
      });
    },
    unsubscribe(given) {
      const { subscription } = argument("unsubscribe", given);
      if (!isObject(subscription)) throw new Error("unsubscribe: subscription is missing.");
      subscriptions.delete(subscription.id);
      post("unsubscribe", { subscription }, optional("unsubscribe", given));
    },
  };
  const all = {
    asks: ["getCallCenterSettings", "getSoftphoneLayout", "getAppViewInfo", "isSoftphonePanelVisible"],
    may: ["enableClickToDial", "disableClickToDial", "refreshView", "notifyInitializationComplete"],
    tells: ["onNavigationChange", "onClickToDial"],
  };
  for (const method of all.asks) opencti[method] = asks(method);
  for (const method of all.may) opencti[method] = may(method);
  for (const method of all.tells) opencti[method] = tells(method);
  const taking = {
    screenPop: ["type", "params"], searchAndScreenPop: ["searchParams", "callType"], publish: ["channelName", "message"],
    setSoftphonePanelVisibility: ["visible"], setSoftphonePanelHeight: ["heightPX"], setSoftphonePanelWidth: ["widthPX"],
    setSoftphonePanelLabel: ["label"], setSoftphoneItemLabel: ["label"],
    setSoftphonePanelIcon: [], setSoftphoneItemIcon: [],
  };
  for (const [method, required] of Object.entries(taking)) opencti[method] = does(method, required);
  (window.sforce ??= {}).opencti = opencti;
})();
