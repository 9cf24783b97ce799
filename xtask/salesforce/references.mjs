// What no schema knows: that all which is named exists, that addresses and sizes are right, that nobody reads too much.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { library } from "./library.mjs";
import { callCenter } from "./call-center.mjs";
import { children, text } from "./source.mjs";

const MOST_IN_A_RESOURCE = 5 * 1024 * 1024;
/** Fields that only these permission sets may open. */
const SECRETS = {
  "User.Hookswitch_Login_ID__c": ["Hookswitch_Administrator"],
  "User.Hookswitch_CTI_Password__c": ["Hookswitch_Administrator", "Hookswitch_Connector"],
};

export function references(source) {
  const index = indexed(source);
  return [
    ...project(source),
    ...callCenter(source),
    ...named(source),
    ...sites(source),
    ...source.metadata.flatMap(file => BY_TYPE[file.root.name]?.(file, index, source) ?? []),
    ...source.files.filter(file => file.path.endsWith(".page") && file.root).flatMap(file => page(file, index)),
    ...source.files.filter(file => file.path.endsWith(".cls")).flatMap(file => apexClass(file, index)),
  ].map(found => found.trim());
}

/** The names there are, by type; fields with their object. A file that cannot be read may be of any type. */
function indexed({ files, metadata }) {
  const unread = new Set(files.filter(file => file.fault).map(file => file.fullName));
  const index = new Map();
  const add = (type, name) => index.set(type, (index.get(type) ?? new Set()).add(name));
  for (const file of metadata) {
    add(file.root.name, file.fullName);
    if (file.root.name === "CustomField") add("Field", `${object(file)}.${file.fullName}`);
  }
  return { has: (type, name) => (index.get(type)?.has(name) ?? false) || unread.has(name), names: type => index.get(type) ?? new Set() };
}

const object = file => file.path.split("/").at(-3);

function project({ folder, files, metadata }) {
  const file = files.find(file => file.path === "sfdx-project.json");
  if (!file) return ["sfdx-project.json: is missing"];
  const Ajv = library("ajv");
  const fits = new Ajv({ strict: false, allErrors: true }).compile(library("@salesforce/schemas/sfdx-project.schema.json"));
  let content;
  try {
    content = JSON.parse(file.text());
  } catch (error) {
    return [`sfdx-project.json: ${error.message}`];
  }
  if (!fits(content)) return fits.errors.map(({ instancePath, message }) => `sfdx-project.json: ${instancePath} ${message}`);
  const lost = content.packageDirectories.filter(({ path }) => !existsSync(join(folder, path)));
  const versions = metadata.filter(({ root }) => children(root, "apiVersion").length && text(root, "apiVersion") !== content.sourceApiVersion);
  return [
    ...lost.map(({ path }) => `sfdx-project.json: the folder ${path} is missing`),
    ...versions.map(({ path }) => `${path}: its apiVersion is not ${content.sourceApiVersion}, that of sfdx-project.json`),
  ];
}

/** A name in a file is that of the file; what needs a second file has it. */
function named({ files, metadata }) {
  const paths = new Set(files.map(file => file.path));
  const found = [];
  for (const { path, root, fullName } of metadata) {
    const inside = children(root, "fullName")[0]?.text;
    if (inside !== undefined && inside !== fullName) found.push(`${path}: is named ${inside} inside`);
    const content = path.replace(/-meta\.xml$/, "");
    if (/\.(cls|page)$/.test(content) && !paths.has(content)) found.push(`${path}: ${content} is missing`);
  }
  return found;
}

const BY_TYPE = {
  CustomApplication: ({ path, root }, index) => {
    const bar = text(root, "utilityBar");
    return index.has("FlexiPage", bar) ? [] : [`${path}: the utility bar ${bar} does not exist`];
  },
  FlexiPage: ({ path, root }) => {
    const items = children(root, "flexiPageRegions").flatMap(region => children(region, "itemInstances"));
    const phone = items.flatMap(item => children(item, "componentInstance")).find(item => text(item, "componentName") === "opencti:softPhone");
    if (!phone) return [`${path}: has no opencti:softPhone`];
    const all = children(phone, "componentInstanceProperties");
    const value = name => all.filter(property => text(property, "name") === name && text(property, "type") === "decorator").map(property => text(property, "value"))[0];
    return [
      value("eager") === "true" ? "" : `${path}: the softphone is not started with the app (eager)`,
      within(path, "height", value("height"), 240, 2560),
      within(path, "width", value("width"), 200, 1920),
      ...["label", "icon", "scrollable"].map(name => (value(name) ? "" : `${path}: the softphone has no ${name}`)),
    ].filter(Boolean);
  },
  PermissionSet: ({ path, root, fullName }, index) => {
    const missing = (list, element, type) =>
      children(root, list).map(each => text(each, element)).filter(name => !index.has(type, name)).map(name => `${path}: ${name} does not exist`);
    const opened = children(root, "fieldPermissions").map(each => text(each, "field"));
    return [
      ...missing("applicationVisibilities", "application", "CustomApplication"),
      ...missing("classAccesses", "apexClass", "ApexClass"),
      ...missing("pageAccesses", "apexPage", "ApexPage"),
      ...missing("fieldPermissions", "field", "Field"),
      ...opened.filter(field => SECRETS[field] && !SECRETS[field].includes(fullName)).map(field => `${path}: opens ${field}, which is not for everybody`),
    ];
  },
  CustomMetadata: ({ path, root, fullName }, index, { metadata }) => {
    const type = `${fullName.split(".")[0]}__mdt`;
    if (!index.has("CustomObject", type)) return [`${path}: the type ${type} does not exist`];
    return children(root, "values").flatMap(each => {
      const field = metadata.find(file => file.root.name === "CustomField" && object(file) === type && file.fullName === text(each, "field"));
      if (!field) return [`${path}: the field ${text(each, "field")} does not exist`];
      const fits = text(each, "value").length <= Number(text(field.root, "length"));
      return fits ? [] : [`${path}: ${field.fullName} is too long`];
    });
  },
  StaticResource: ({ path, fullName }, _index, { files }) => {
    const folder = path.replace(/\.resource-meta\.xml$/, "/");
    const held = files.filter(file => file.path.startsWith(folder));
    const bytes = held.reduce((sum, file) => sum + file.bytes.length, 0);
    return [
      held.length ? "" : `${path}: the folder ${fullName} is missing or empty`,
      bytes <= MOST_IN_A_RESOURCE ? "" : `${path}: ${bytes} bytes, more than the 5 MB of a static resource`,
    ].filter(Boolean);
  },
};

function within(path, name, value, least, most) {
  return Number(value) >= least && Number(value) <= most ? "" : `${path}: ${name} ${value} is not from ${least} to ${most}`;
}

/** Origins that a browser in Salesforce may reach: they are no more than origins, and none is forgotten. */
function sites({ metadata }) {
  const found = [];
  const trusted = new Set();
  for (const { path, root } of metadata.filter(({ root }) => root.name === "CspTrustedSite")) {
    const url = text(root, "endpointUrl");
    if (!/^(https|wss):\/\/[a-z0-9.-]+(:[0-9]+)?$/.test(url)) found.push(`${path}: ${url} is no https or wss address without a path`);
    if (!root.children.some(child => child.name.startsWith("isApplicableTo") && child.text === "true")) found.push(`${path}: is applicable to nothing`);
    trusted.add(url);
  }
  for (const { path, root } of metadata.filter(({ root }) => root.name === "CallCenter")) {
    const endpoints = children(root, "sections").flatMap(section => children(section, "items")).filter(item => text(item, "name") === "hsEndpoint");
    const addresses = [text(root, "adapterUrl"), ...endpoints.flatMap(item => text(item, "value").split(","))];
    const lost = addresses.filter(address => URL.canParse(address)).map(address => address.split("/").slice(0, 3).join("/"));
    found.push(...lost.filter(origin => !trusted.has(origin)).map(origin => `${path}: no CSP trusted site names ${origin}`));
  }
  return found;
}

function page({ path, root, text: whole }, index) {
  const { controller, extensions = "" } = root.attributes;
  const classes = [controller, ...extensions.split(",")].map(name => name?.trim()).filter(Boolean);
  const resources = [...whole().matchAll(/\$Resource\.(\w+)/g)].map(([, name]) => name);
  return [
    ...classes.filter(name => !index.has("ApexClass", name)).map(name => `${path}: the class ${name} does not exist`),
    ...resources.filter(name => !index.has("StaticResource", name)).map(name => `${path}: the static resource ${name} does not exist`),
  ];
}

function apexClass(file, index) {
  const source = file.text().replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
  const name = file.name.replace(/\.cls$/, "");
  const fields = new Set([...index.names("Field")].map(field => field.split(".")[1]));
  const custom = [...new Set(source.match(/\b\w+__(?:c|mdt)\b/g) ?? [])];
  return [
    new RegExp(`\\bclass\\s+${name}\\b`).test(source) ? "" : `${file.path}: declares no class ${name}`,
    ...custom.filter(word => !fields.has(word) && !index.has("CustomObject", word)).map(word => `${file.path}: ${word} does not exist`),
  ].filter(Boolean);
}
