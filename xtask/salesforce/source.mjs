// The package's files, and what stands in those that are XML.
import { readFileSync, readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { library } from "./library.mjs";

const sax = library("sax");

/** All files under a folder, by their paths from it. */
export function filesUnder(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => relative(folder, join(entry.parentPath, entry.name)));
  return files.sort();
}

/** A tree of `{ name, attributes, children, text, line }`; throws `line N: …` where the text is not well-formed. */
export function parseXml(text) {
  const parser = sax.parser(true, { position: true });
  const top = { name: "", children: [] };
  const open = [top];
  parser.onerror = error => {
    throw new Error(`line ${parser.line + 1}: ${error.message.split("\n")[0]}`);
  };
  parser.onopentag = ({ name, attributes }) => {
    const element = { name, attributes, children: [], text: "", line: parser.line + 1 };
    open.at(-1).children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => open.pop();
  parser.ontext = parser.oncdata = part => {
    open.at(-1).text += part;
  };
  parser.write(text).close();
  if (top.children.length !== 1) throw new Error(`line 1: ${top.children.length} elements at the top instead of one`);
  return top.children[0];
}

/** The children of that name. */
export const children = (element, name) => element.children.filter(child => child.name === name);

/** The text of the one child of that name, "" where there is none. */
export const text = (element, name) => children(element, name)[0]?.text ?? "";

const METADATA = /^(.+)\.([A-Za-z]+)-meta\.xml$/;

/** The package as it lies in a folder. XML that cannot be read has `fault` instead of `root`. */
export function read(folder) {
  const files = filesUnder(folder).map(path => {
    const file = { path, name: basename(path), bytes: readFileSync(join(folder, path)) };
    file.text = () => file.bytes.toString("utf8");
    if (path.endsWith(".xml") || path.endsWith(".page")) {
      try {
        file.root = parseXml(file.text());
      } catch (error) {
        file.fault = error.message;
      }
    }
    const [, fullName, suffix] = file.name.match(METADATA) ?? [];
    return Object.assign(file, { fullName, suffix });
  });
  return { folder, files, metadata: files.filter(file => file.suffix && file.root) };
}
