// Sign-ons, and news for the supervisors of a team, in the frames of the connector and with nothing around them: no
// password is hashed, nothing is stored or logged, no telephone system is asked.
// Node runs it over `ws`, Bun over its own server. Argument: how many people there are.
const { randomUUID } = require("node:crypto");

const byLoginId = new Map();
const byName = new Map();
const watchers = new Set();
for (let number = 0; number < Number(process.argv[2]); number += 1) {
  const extension = String(10000 + number);
  const name = `agent${number}@bench.invalid`;
  const agent = { name, userName: `cti${number}`, extension, state: "NOT_READY", since: Date.now(), calls: [] };
  byLoginId.set(`BENCH${String(number).padStart(15, "0")}`, agent);
  byName.set(agent.userName, agent);
}

const connector = (topic, subtopic, data) =>
  JSON.stringify({ channel: "Connector", topic, subtopic, source: "connector", data });
const cisco = (topic, subtopic, message) =>
  JSON.stringify({ channel: "Cisco", topic, subtopic, source: "connector", message });
const random = () => randomUUID().replaceAll("-", "");

function heard(socket, text) {
  const { channel, subtopic, data } = JSON.parse(text);
  if (channel === "Connector") {
    onConnector(socket, subtopic, data);
  } else {
    onCisco(socket, subtopic, data);
  }
}

function onConnector(socket, subtopic, data) {
  switch (subtopic) {
    case "Register":
      socket.send(
        connector("Registration", "Register", {
          subscriberID: random().slice(0, 8),
          Success: true,
          ErrorMessage: null,
          resumed: false,
          resume: random(),
          heartbeatSeconds: 5,
          graceSeconds: 120,
          reconnectWindowMs: 10,
          serverTime: Date.now(),
          server: "hookswitch-connector 0.1.0",
        }),
      );
      return;
    case "SetLoginId": {
      const agent = byLoginId.get(data.loginId);
      signOn(socket, agent);
      socket.send(connector("Connection", "SetConnectionStatus", { status: "Linked", reason: null }));
      return;
    }
    case "ClearLoginId":
      signOff(socket);
      socket.send(connector("User", "ClearLoginId", { Success: true, ErrorMessage: null }));
      socket.send(connector("Connection", "SetConnectionStatus", { status: "Unlinked", reason: null }));
  }
}

function signOn(socket, agent) {
  const known = agent !== undefined;
  if (known) {
    agent.socket = socket;
    socket.agent = agent;
  }
  socket.send(
    connector("User", "SetLoginId", {
      Success: known,
      ErrorMessage: null,
      extension: agent?.extension,
      displayName: agent?.name,
      licence: "Site",
    }),
  );
}

function signOff(socket) {
  watchers.delete(socket);
  if (socket.agent !== undefined) {
    socket.agent.socket = undefined;
    socket.agent = undefined;
  }
}

function onCisco(socket, subtopic, data) {
  switch (subtopic) {
    case "SetUserInfo": {
      const agent = byName.get(data.username);
      signOn(socket, agent);
      const { userName, extension, name } = agent;
      const who = { extension, loginName: userName, name, loginID: userName, mediaType: "1" };
      const team = { teamId: "Agents", teamName: "Agents", stateChangeTime: new Date(agent.since).toISOString() };
      socket.send(cisco("Agent", "Login", { packet: "Login", data: { ...who, ...team } }));
      return;
    }
    case "GetTeamState":
      watchers.add(socket);
      socket.send(cisco("Team", "SetTeamState", { packet: "TeamState", data: [] }));
      return;
    case "GetAgentState":
      socket.send(agentState(socket.agent));
      return;
    case "SetReadyState":
      return turn(socket.agent, "READY", agentState);
    case "SetNotReadyState":
      return turn(socket.agent, "NOT_READY", agentState);
    case "SetMakeCall":
      for (const agent of byName.values()) {
        if (agent.extension === data.ToAddress || agent === socket.agent) {
          ring(agent, socket.agent, data.ToAddress);
          agent.socket.send(calls(agent));
        }
      }
      return;
    case "SetANSWER":
      for (const agent of byName.values()) {
        if (agent.calls.length > 0) {
          agent.calls[0].state = "ACTIVE";
          turn(agent, "TALKING", calls);
        }
      }
      return;
    case "SetHOLD":
      socket.agent.calls[0].state = "HELD";
      return turn(socket.agent, "HOLD", calls);
    case "SetRETRIEVE":
      socket.agent.calls[0].state = "ACTIVE";
      return turn(socket.agent, "TALKING", calls);
  }
}

function ring(agent, from, to) {
  const state = agent === from ? "INITIATED" : "ALERTING";
  const number = agent === from ? to : from.extension;
  agent.calls = [{ callID: "1", callType: "AGENT_INSIDE", number, state, since: Date.now() }];
}

// The agent is told, and the team's supervisors: one text for all of them.
function turn(agent, state, told) {
  agent.state = state;
  agent.since = Date.now();
  agent.socket.send(told(agent));
  const { userName, name, extension, since, calls } = agent;
  const row = { userName, name, extension, teamName: "Agents", state, reasonCodeId: "-1", since, calls };
  const news = cisco("Team", "SetTeamState", { packet: "TeamState", scope: "Changes", data: [row] });
  for (const watcher of watchers) {
    watcher.send(news);
  }
}

function agentState({ userName, name, extension, state, since }) {
  const data = {
    issupervisor: false,
    dialogs: `/finesse/api/User/${userName}/Dialogs`,
    extension,
    firstName: name,
    lastName: "",
    loginId: userName,
    loginName: userName,
    mediaType: "1",
    reasonCodeId: "-1",
    roles: ["Agent"],
    settings: { wrapUpOnIncoming: "REQUIRED", wrapUpOnOutgoing: "NOT_ALLOWED" },
    state,
    stateChangeTime: new Date(since).toISOString(),
    teamId: "Agents",
    teamName: "Agents",
    uri: `/finesse/api/User/${userName}`,
    wrapUpTimer: "60",
    teams: [{ id: "Agents", name: "Agents", uri: "/finesse/api/Team/Agents" }],
  };
  return cisco("Agent", "SetAgentState", { data });
}

function calls(agent) {
  const data = agent.calls.map(({ callID, callType, number, state, since }) => ({
    id: callID,
    callType,
    direction: state === "ALERTING" ? "Inbound" : "Outbound",
    fromAddress: agent.extension,
    toAddress: number,
    state,
    since,
    started: since,
    parties: [
      { mediaAddress: agent.extension, state, since },
      { mediaAddress: number, state: "ACTIVE", since },
    ],
    buttonStates: {
      ANSWER: "Hide",
      REJECT: "Hide",
      HOLD: "Enable",
      RETRIEVE: "Hide",
      CONSULT: "Enable",
      TRANSFER: "Hide",
      CONFERENCE: "Hide",
      TRANSFER_SST: "Enable",
      SENDDTMF: "Enable",
      DROP: "Enable",
    },
    wrapUp: "NOT_ALLOWED",
  }));
  return cisco("InboundCall", "CallsStateChange", { packet: "Dialogs", scope: "Changes", data });
}

if (typeof Bun === "undefined") {
  const { WebSocketServer } = require("ws");
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, backlog: 4096, maxPayload: 65536 });
  server.on("connection", (socket) => {
    socket.on("message", (text) => heard(socket, text));
    socket.on("close", () => signOff(socket));
  });
  server.on("listening", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
} else {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request, server) => (server.upgrade(request) ? undefined : new Response(null, { status: 400 })),
    websocket: { message: heard, close: signOff, maxPayloadLength: 65536 },
  });
  console.log(`listening on http://127.0.0.1:${server.port}`);
}
