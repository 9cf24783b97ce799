// Listens beside a user's softphone and prints what happens to the agent and the calls, an event a line.
//
//   LOGIN_ID=DEMO0000000000005051 node examples/listen.mjs [LOGIN_ID] [ws://127.0.0.1:8080/ws]
//
// Node 22 has a WebSocket; Node 20.10 and later has one with --experimental-websocket.
const [loginId = process.env.LOGIN_ID, url = "ws://127.0.0.1:8080/ws"] = process.argv.slice(2);
const socket = new WebSocket(url);
const say = (topic, subtopic, data) =>
  socket.send(JSON.stringify({ channel: "Connector", topic, subtopic, source: "listen", data }));

socket.onopen = () =>
  say("Registration", "Register", {
    channels: ["Cisco"], url: "", protocol: 1, identity: { kind: "loginId", loginId }, speaker: "app",
  });
socket.onmessage = ({ data: text }) => {
  const { topic, subtopic, data, message } = JSON.parse(text);
  if (subtopic === "Heartbeat") return say(topic, subtopic, data);
  if (subtopic === "Register") return console.log(data.Success ? "listening" : `refused: ${data.ErrorMessage}`);
  console.log(`${topic}/${subtopic}`, JSON.stringify(message ?? data));
};
socket.onclose = ({ code, reason }) => console.log("closed", code, reason);
socket.onerror = () => console.error(`no connection to ${url}`);
