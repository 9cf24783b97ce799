// What stands in the middle of a host page: records, lists, results.
import * as org from "./org.js";
import * as route from "./route.js";

/** Objects that have pages. */
export const OBJECTS = ["Account", "Contact", "Lead", "Case"];

/** The fields of a new record's form. */
const FORMS = {
  Account: ["Name", "Phone"],
  Contact: ["FirstName", "LastName", "Phone", "Email"],
  Lead: ["FirstName", "LastName", "Company", "Phone"],
  Case: ["Subject"],
};
const REFERENCES = ["AccountId", "ContactId", "WhoId", "WhatId"];

/** An element with properties and children. */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("data-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** The records as they were when last asked for, and what to do with them. */
export class View {
  #place;
  #paths;
  #go;
  #dial;
  #all = [];
  #path = "";
  /** Whether telephone numbers can be clicked. */
  clickToDial = false;

  constructor(place, { paths, go, dial }) {
    this.#place = place;
    this.#paths = paths;
    this.#go = go;
    this.#dial = dial;
  }

  /** Shows what a path leads to. */
  async show(path) {
    this.#path = path;
    this.#all = await org.records();
    const found = route.read(path);
    const pages = {
      record: () => this.#record(this.record(found.id)),
      list: () => this.#list(found.object, this.#all.filter(({ object }) => object === found.object)),
      search: async () => {
        const ids = await org.search(found.text);
        return this.#list(`Results for ${found.text}`, this.#all.filter(({ id }) => ids.includes(id)));
      },
      new: () => [el("h1", { textContent: `New ${found.object}` }), this.form(found.object, {})],
      flow: () => [el("h1", { textContent: `Flow ${found.name}` })],
      other: () => [el("h1", { textContent: "Home" }), el("p", { textContent: path })],
    };
    const shown = await pages[found.page]();
    // Who has gone on meanwhile wants the other page.
    if (this.#path === path) this.#place.replaceChildren(...shown);
  }

  /** The same page with what the org knows by now. */
  refresh() {
    return this.show(this.#path);
  }

  /** The record of an id. */
  record(id) {
    return this.#all.find(record => record.id === id || record.id.slice(0, 15) === id);
  }

  /** What both kinds of host tell of the page, under neutral names. */
  context() {
    const found = route.read(this.#path);
    const record = found.page === "record" ? this.record(found.id) : undefined;
    return { url: location.origin + this.#path, record, object: record?.object ?? found.object };
  }

  /** A form for a new record. */
  form(object, values) {
    const names = [...new Set([...(FORMS[object] ?? ["Name"]), ...Object.keys(values)])];
    const fields = names.map(name => el("label", {}, name, el("input", { name, value: values[name] ?? "", autocomplete: "off" })));
    const wrong = el("p", { role: "alert" });
    const form = el("form", { "data-new": object }, ...fields, wrong, el("button", { textContent: "Save" }));
    form.addEventListener("submit", async event => {
      event.preventDefault();
      try {
        const filled = [...new FormData(form)].filter(([, value]) => value);
        const id = await org.save(object, Object.fromEntries(filled));
        form.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
        this.#go(this.#paths.record(id));
      } catch (error) {
        wrong.textContent = error.message;
      }
    });
    return form;
  }

  #record(record) {
    if (!record) return [el("h1", { textContent: "There is no such record" })];
    const fields = Object.entries(record.fields).map(([name, value]) =>
      el("div", {}, el("dt", { textContent: name }), el("dd", { "data-field": name }, this.#value(record, name, value))));
    const tasks = this.#all.filter(({ object, fields: { WhoId, WhatId } }) => object === "Task" && [WhoId, WhatId].includes(record.id));
    return [
      el("article", { "data-record": record.id },
        el("p", { className: "kind", textContent: record.object }),
        el("h1", { textContent: record.name }),
        el("dl", {}, ...fields),
        el("h2", { textContent: "Activity" }),
        el("ul", { id: "activities" }, ...tasks.reverse().map(task => this.#task(task)))),
    ];
  }

  #value(record, name, value) {
    if (name === "Phone") return this.#phone(record, value);
    const other = REFERENCES.includes(name) ? this.record(value) : undefined;
    return other ? this.#link(other) : String(value);
  }

  #phone(record, number) {
    if (!this.clickToDial) return el("span", { className: "phone", textContent: number });
    const button = el("button", { className: "phone", type: "button", textContent: `✆ ${number}`, "data-number": number });
    button.addEventListener("click", () => this.#dial(record, number));
    return button;
  }

  #link(record) {
    const link = el("a", { href: "#", textContent: record.name, "data-open": record.id });
    link.addEventListener("click", event => {
      event.preventDefault();
      this.#go(this.#paths.record(record.id));
    });
    return link;
  }

  #list(title, records) {
    const rows = records.map(record =>
      el("tr", { "data-row": record.id },
        el("td", {}, this.#link(record)),
        el("td", { textContent: record.object }),
        el("td", {}, record.fields.Phone ? this.#phone(record, record.fields.Phone) : "")));
    return [el("h1", { textContent: title }), el("table", {}, el("tbody", {}, ...rows))];
  }

  #task({ id, fields }) {
    const told = ["Status", "CallType", "CallDurationInSeconds", "CallDisposition", "Description"]
      .filter(name => fields[name] !== undefined).map(name => `${name} ${fields[name]}`);
    return el("li", { "data-task": id }, el("strong", { textContent: fields.Subject ?? "(no subject)" }), ` ${told.join(" · ")}`);
  }
}
