// Every element has a name that its type knows, in Salesforce's own schema as far as that is new enough.
import { library } from "./library.mjs";

/** What the schema is too old for, from the Metadata API guide of version 66. */
const NEWER = {
  CspTrustedSite: {
    canAccessCamera: "?boolean",
    canAccessMicrophone: "?boolean",
    isApplicableToConnectSrc: "?boolean",
    isApplicableToFontSrc: "?boolean",
    isApplicableToFrameSrc: "?boolean",
    isApplicableToImgSrc: "?boolean",
    isApplicableToMediaSrc: "?boolean",
    isApplicableToStyleSrc: "?boolean",
  },
  FlexiPageRegion: { itemInstances: ["ItemInstance"] },
  ItemInstance: { componentInstance: "?ComponentInstance" },
  ComponentInstance: { identifier: "?string" },
};
const SCALARS = { string: () => true, any: () => true, boolean: text => /^(true|false)$/.test(text), number: text => text !== "" && !Number.isNaN(Number(text)) };

export function names({ metadata }) {
  const schemas = library("@jsforce/jsforce-node/lib/api/metadata/schema.js").ApiSchemas;
  const properties = type => {
    const { props = {}, extends: base } = schemas[type] ?? {};
    return { ...(base ? properties(base) : {}), ...props, ...NEWER[type] };
  };
  const found = [];
  const visit = (path, element, type) => {
    const known = properties(type);
    const say = (line, what) => found.push(`${path}:${line}: ${what}`);
    for (const child of element.children) {
      const declared = known[child.name];
      if (declared === undefined) {
        say(child.line, `${type} has no <${child.name}>`);
        continue;
      }
      const inner = String(declared).replace("?", "");
      if (!Array.isArray(declared) && element.children.find(other => other.name === child.name) !== child) {
        say(child.line, `${type} has one <${child.name}> at most`);
      }
      const fits = SCALARS[inner];
      if (!fits) visit(path, child, inner);
      else if (child.children.length || !fits(child.text.trim())) say(child.line, `<${child.name}> is to be a ${inner}`);
    }
    for (const [name, declared] of Object.entries(known)) {
      const required = typeof declared === "string" && !declared.startsWith("?") && name !== "fullName" && name !== "content";
      if (required && !element.children.some(child => child.name === name)) say(element.line, `${type} lacks <${name}>`);
    }
  };
  for (const { path, root } of metadata) {
    if (schemas[root.name]) visit(path, root, root.name);
    else found.push(`${path}:1: the Metadata API has no type ${root.name}`);
  }
  return found;
}
