// Addresses inside the org, of both kinds, and what stands there.
const PREFIXES = { "001": "Account", "003": "Contact", "00Q": "Lead", "500": "Case", "006": "Opportunity", "00T": "Task" };

/** What a path leads to: `{ page: "record", id }`, `list`, `search`, `new`, `flow` or `other`. */
export function read(path) {
  const { pathname, searchParams } = new URL(path, "https://org.invalid");
  const text = searchParams.get("str") ?? "";
  if (/\/search(\/SearchResults)?$/i.test(pathname)) return { page: "search", text };
  const flow = /\/flow\/([^/]+)$/.exec(pathname);
  if (flow) return { page: "flow", name: decodeURIComponent(flow[1]) };
  const list = /^\/lightning\/o\/(\w+)\/(list|home)$/.exec(pathname);
  if (list) return { page: "list", object: list[1] };
  const blank = /^\/(\w{3})\/e$/.exec(pathname);
  if (blank) return { page: "new", object: PREFIXES[blank[1]] };
  if (PREFIXES[pathname.slice(1)]) return { page: "list", object: PREFIXES[pathname.slice(1)] };
  const record = /^\/(?:lightning\/r\/(?:\w+\/)?)?(\w{15}(?:\w{3})?)(?:\/view)?$/.exec(pathname);
  if (record && PREFIXES[record[1].slice(0, 3)]) return { page: "record", id: record[1] };
  return { page: "other", path };
}

/** Paths as Lightning writes them. */
export const lightning = {
  record: id => `/lightning/r/${PREFIXES[id.slice(0, 3)] ?? "Record"}/${id}/view`,
  list: object => `/lightning/o/${object}/list`,
  search: text => `/lightning/search?${new URLSearchParams({ str: text })}`,
  flow: name => `/lightning/flow/${encodeURIComponent(name)}`,
};

/** Paths as Classic writes them. */
export const classic = {
  record: id => `/${id}`,
  list: object => `/${Object.keys(PREFIXES).find(prefix => PREFIXES[prefix] === object)}`,
  search: text => `/search/SearchResults?${new URLSearchParams({ str: text })}`,
  flow: name => `/flow/${encodeURIComponent(name)}`,
};
