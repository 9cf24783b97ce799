// The five checks, by their names.
import { read } from "./source.mjs";
import { convert } from "./convert.mjs";
import { names } from "./names.mjs";
import { references } from "./references.mjs";
import { apex } from "./apex.mjs";

const wellFormed = ({ files }) => files.filter(file => file.fault).map(file => `${file.path}: ${file.fault}`);

export const CHECKS = [
  ["conversion", "Salesforce's own library converts the source", convert],
  ["xml", "every XML file is well-formed", wellFormed],
  ["names", "every element is one that its type knows", names],
  ["references", "everything that is named exists, and what is said twice is the same", references],
  ["apex", "a parser of Apex reads every class", apex],
];

/** What each check finds, by its name. */
export async function check(folder) {
  const source = read(folder);
  const found = new Map();
  for (const [name, , run] of CHECKS) found.set(name, await run(source));
  return found;
}
