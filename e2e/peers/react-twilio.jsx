import * as Twilio from "@twilio/voice-sdk";
import { start } from "./form.jsx";

globalThis.Twilio = Twilio;
start((id) => new Twilio.Device(id));
