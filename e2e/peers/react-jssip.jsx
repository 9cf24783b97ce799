import * as JsSIP from "jssip";
import { start } from "./form.jsx";

globalThis.JsSIP = JsSIP;
start((id) => new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface("ws://127.0.0.1:9")], uri: `sip:${id}@127.0.0.1` }));
