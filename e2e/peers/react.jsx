import { start } from "./form.jsx";

start();
