// The call centre keeps Salesforce's rules, and its two forms say the same.
import { children, text } from "./source.mjs";

const IMPORT = "import/Hookswitch.xml";
/** What the metadata form says in elements of its own. */
const ELEMENTS = ["reqInternalName", "reqDisplayName"];
/** What Salesforce itself reads, and the metadata form repeats in `customSettings`. */
const SETTINGS = ["reqUseApi", "reqSoftphoneHeight", "reqSoftphoneWidth", "reqSalesforceCompatibilityMode"];
const RANGES = { reqSoftphoneHeight: [240, 2560], reqSoftphoneWidth: [200, 1920] };

export function callCenter({ files, metadata }) {
  const deployed = metadata.filter(({ root }) => root.name === "CallCenter");
  const imported = files.find(file => file.path === IMPORT);
  if (deployed.length !== 1) return [`callCenters: ${deployed.length} files instead of one`];
  if (!imported) return [`${IMPORT}: is missing`];
  // What cannot be read another check tells.
  if (!imported.root) return [];
  const [{ path, root, fullName }] = deployed;
  const one = fromImport(imported.root);
  const other = fromMetadata(root, fullName);
  return [
    ...rules(one.sections).map(what => `${IMPORT}: ${what}`),
    ...ordered(imported.root).map(what => `${IMPORT}: ${what}`),
    ...settings(root, one).map(what => `${path}: ${what}`),
    ...differences(one, other).map(what => `${path}: ${what}`),
  ];
}

function fromImport(root) {
  const sections = children(root, "section").map(section => ({
    name: section.attributes.name,
    label: section.attributes.label,
    items: children(section, "item").map(({ attributes, text: value }) => ({ name: attributes.name, label: attributes.label, value })),
  }));
  return described(sections);
}

function fromMetadata(root, fullName) {
  const sections = children(root, "sections").map(section => ({
    name: text(section, "name"),
    label: text(section, "label"),
    items: children(section, "items").map(item => ({ name: text(item, "name"), label: text(item, "label"), value: text(item, "value") })),
  }));
  sections[0]?.items.unshift(
    { name: "reqInternalName", label: text(root, "internalNameLabel"), value: fullName },
    { name: "reqDisplayName", label: text(root, "displayNameLabel"), value: text(root, "displayName") },
  );
  return described(sections);
}

function described(sections) {
  const items = sections.flatMap(section => section.items);
  return { sections, value: name => items.find(item => item.name === name)?.value ?? "" };
}

function differences(one, other) {
  const lines = ({ sections }) =>
    sections.flatMap(section => [`section ${section.name} "${section.label}"`, ...section.items.map(item => `${section.name}/${item.name} "${item.label}" = ${item.value}`)]);
  const [imported, deployed] = [lines(one), lines(other)];
  const at = imported.findIndex((line, at) => line !== deployed[at]);
  if (at < 0 && imported.length === deployed.length) return [];
  const here = at < 0 ? imported.length : at;
  return [`says ${deployed[here] ?? "nothing"} where ${IMPORT} says ${imported[here] ?? "nothing"}`];
}

function rules(sections) {
  const found = [];
  const [general] = sections;
  if (general?.name !== "reqGeneralInfo") found.push("the first section is not reqGeneralInfo");
  if (general?.items.map(item => item.name).slice(0, 2).join() !== ELEMENTS.join()) found.push(`the first items are not ${ELEMENTS.join(" and ")}`);
  for (const { name, label, items } of [...sections, ...sections.flatMap(section => section.items)]) {
    if (!/^[A-Za-z][A-Za-z0-9]{0,39}$/.test(name)) found.push(`${name} is no name of at most 40 letters and digits`);
    if (!label || label.length > 1000) found.push(`${name} has no label of 1 to 1000 characters`);
    const inside = (items ?? []).map(item => item.name);
    found.push(...inside.filter((item, at) => inside.indexOf(item) !== at).map(item => `${item} is there twice`));
  }
  return found;
}

function ordered(root) {
  const found = [];
  const inOrder = elements => elements.every((element, at) => element.attributes.sortOrder === String(at));
  if (!inOrder(children(root, "section"))) found.push("the sections are not numbered from 0 without a gap");
  for (const section of children(root, "section")) {
    if (!inOrder(children(section, "item"))) found.push(`the items of ${section.attributes.name} are not numbered from 0 without a gap`);
  }
  return found;
}

function settings(root, one) {
  const found = [];
  const adapter = one.value("reqAdapterUrl");
  if (!/^https:\/\/[a-z0-9.-]+(:[0-9]+)?\//.test(adapter)) found.push(`the adapter's address ${adapter} is not https`);
  if (text(root, "adapterUrl") !== adapter) found.push(`adapterUrl is not ${adapter}`);
  const endpoints = one.value("hsEndpoint").split(",");
  found.push(...endpoints.filter(url => !/^wss:\/\/[a-z0-9.-]+(:[0-9]+)?(\/|$)/.test(url)).map(url => `hsEndpoint ${url} is not wss`));
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = Number(one.value(name));
    if (!(value >= least && value <= most)) found.push(`${name} ${one.value(name)} is not from ${least} to ${most}`);
  }
  if (!/^[A-Za-z][A-Za-z0-9]{0,39}$/.test(one.value("reqInternalName"))) found.push("the internal name is not of at most 40 letters and digits");
  const said = text(root, "customSettings");
  if (said.length > 3000) found.push(`customSettings has ${said.length} characters, more than 3000`);
  const wanted = JSON.stringify(Object.fromEntries(SETTINGS.map(name => [name, one.value(name)])));
  if (said !== wanted) found.push(`customSettings is ${said}, not ${wanted}`);
  return found;
}
