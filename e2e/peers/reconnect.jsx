// Peers that come back after their socket was cut, each by its own policy, beside our softphone.
import { Centrifuge } from "centrifuge";
import { UA, WebSocketInterface } from "jssip";
import { Socket } from "phoenix";

globalThis.startPeers = ({ phoenix, centrifuge, jssip }) => {
  const socket = new Socket(`ws://127.0.0.1:${phoenix}/socket`);
  socket.onOpen(() => watch.back(phoenix));
  socket.connect();
  const client = new Centrifuge(`ws://127.0.0.1:${centrifuge}/connection/websocket`);
  client.on("connected", () => watch.back(centrifuge));
  client.connect();
  const agent = new UA({
    sockets: [new WebSocketInterface(`ws://127.0.0.1:${jssip}/sip`)],
    uri: "sip:bench@127.0.0.1",
    register: false,
  });
  agent.on("connected", () => watch.back(jssip));
  agent.start();
};
