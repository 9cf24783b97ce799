// Node's `ws` with nothing around it: what an idle connection costs there.
const { WebSocketServer } = require("ws");

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, backlog: 4096, maxPayload: 65536 });
server.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(data.toString()));
});
server.on("listening", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
