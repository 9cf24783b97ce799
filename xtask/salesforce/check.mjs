// `node check.mjs FOLDER`: five checks of the package that need no org. The last line counts as test programs do.
import { resolve } from "node:path";
import { CHECKS, check } from "./checks.mjs";

const folder = resolve(process.argv[2]);
const found = await check(folder);
let failed = 0;
for (const [name, about] of CHECKS) {
  const findings = found.get(name);
  console.log(`check ${name}: ${about} ... ${findings.length ? "FAILED" : "ok"}`);
  for (const finding of findings) console.log(`    ${finding}`);
  failed += findings.length ? 1 : 0;
}
console.log(`test result: ${failed ? "FAILED" : "ok"}. ${CHECKS.length - failed} passed; ${failed} failed; 0 ignored`);
process.exitCode = failed ? 1 : 0;
