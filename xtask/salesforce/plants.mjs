// `node plants.mjs FOLDER`: a fault is put into a copy of the package, and the check that is there for it fails alone.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CHECKS, check } from "./checks.mjs";

const METADATA = "force-app/main/default";
const CENTER = `${METADATA}/callCenters/Hookswitch.callCenter-meta.xml`;
const IMPORT = "import/Hookswitch.xml";

/** Changes the first `from` of a file; a plant whose place is gone is a fault of the plant. */
const change = (path, from, to) => folder => {
  const file = join(folder, path);
  const before = readFileSync(file, "utf8");
  if (!before.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(file, before.replace(from, () => to));
};
const inMetadata = (path, from, to) => change(`${METADATA}/${path}`, from, to);
const write = (path, content) => folder => writeFileSync(join(folder, METADATA, path), content);
const all = (...plants) => folder => plants.forEach(plant => plant(folder));
const inBoth = (from, to) => all(change(CENTER, from, to), change(IMPORT, from, to));

const PLANTS = [
  ["nothing", null, () => {}],
  ["a file of a kind that Salesforce does not know", "conversion", write("classes/HookswitchUser.clss-meta.xml", "<ApexClass><apiVersion>66.0</apiVersion><status>Active</status></ApexClass>")],
  ["a file that no component takes", "conversion", write("classes/notes.txt", "…")],
  ["a class without its description", "conversion", folder => rmSync(join(folder, METADATA, "classes/HookswitchCallsTest.cls-meta.xml"))],
  ["a static resource that is no archive", "conversion", inMetadata("staticresources/hookswitch.resource-meta.xml", "application/zip", "text/javascript")],
  ["an element that is not closed", "xml", inMetadata("flexipages/Hookswitch_UtilityBar.flexipage-meta.xml", "</type>\n</FlexiPage>", "\n</FlexiPage>")],
  ["a bare & in a page", "xml", inMetadata("pages/Hookswitch_Softphone.page", "<title>Hookswitch</title>", "<title>Hook & switch</title>")],
  ["an element that its type lacks", "names", inMetadata("permissionsets/Hookswitch_Agent.permissionset-meta.xml", "<label>Hookswitch Agent</label>", "<label>Hookswitch Agent</label><licence>Salesforce</licence>")],
  ["an element that its type needs", "names", inMetadata("messageChannels/Hookswitch.messageChannel-meta.xml", "<masterLabel>Hookswitch</masterLabel>", "")],
  ["a word where a number stands", "names", inMetadata("objects/User/fields/Hookswitch_Extension__c.field-meta.xml", "<length>32</length>", "<length>long</length>")],
  ["a type that there is not", "names", inMetadata("cspTrustedSites/Hookswitch_Page.cspTrustedSite-meta.xml", "canAccessCamera>false</canAccessCamera", "canAccessKamera>false</canAccessKamera")],
  ["a utility bar that is nowhere", "references", inMetadata("applications/Hookswitch.app-meta.xml", "Hookswitch_UtilityBar", "Hookswitch_Bar")],
  ["a field that is nowhere, in a permission set", "references", inMetadata("permissionsets/Hookswitch_Agent.permissionset-meta.xml", "User.Hookswitch_Extension__c", "User.Hookswitch_Phone__c")],
  ["a class that is nowhere, in a permission set", "references", inMetadata("permissionsets/Hookswitch_Agent.permissionset-meta.xml", "HookswitchCalls", "HookswitchTasks")],
  ["an app that is nowhere, in a permission set", "references", inMetadata("permissionsets/Hookswitch_Agent.permissionset-meta.xml", "<application>Hookswitch<", "<application>Phone<")],
  ["a page that is nowhere, in a permission set", "references", inMetadata("permissionsets/Hookswitch_Agent.permissionset-meta.xml", "Hookswitch_Softphone", "Hookswitch_Phone")],
  ["passwords open to every agent", "references", inMetadata("permissionsets/Hookswitch_Agent.permissionset-meta.xml", "User.Hookswitch_Extension__c", "User.Hookswitch_CTI_Password__c")],
  ["Login IDs open to every agent", "references", inMetadata("permissionsets/Hookswitch_Agent.permissionset-meta.xml", "User.Hookswitch_Extension__c", "User.Hookswitch_Login_ID__c")],
  ["a controller of the page that is nowhere", "references", inMetadata("pages/Hookswitch_Softphone.page", "<apex:page ", '<apex:page controller="HookswitchPage" ')],
  ["a static resource that is nowhere", "references", inMetadata("pages/Hookswitch_Softphone.page", "$Resource.hookswitch", "$Resource.softphone")],
  ["a field that is nowhere, in Apex", "references", inMetadata("classes/HookswitchUser.cls", "Hookswitch_Login_ID__c", "Hookswitch_LoginID__c")],
  ["a class under another name", "references", inMetadata("classes/HookswitchCalls.cls", "class HookswitchCalls", "class HookswitchTasks")],
  ["a field under another name", "references", inMetadata("objects/User/fields/Hookswitch_Extension__c.field-meta.xml", "<fullName>Hookswitch_Extension__c", "<fullName>Hookswitch_Phone__c")],
  ["a call centre that is imported otherwise than deployed", "references", change(IMPORT, ">softphone<", ">station<")],
  ["a gap in the order of items", "references", change(IMPORT, '<item sortOrder="1"', '<item sortOrder="11"')],
  ["settings that contradict the items", "references", change(CENTER, "reqSoftphoneHeight&quot;:&quot;560", "reqSoftphoneHeight&quot;:&quot;570")],
  ["a softphone that is too high", "references", all(inBoth(">560<", ">2600<"), change(CENTER, "&quot;560&quot;", "&quot;2600&quot;"))],
  ["a softphone that starts when somebody opens it", "references", inMetadata("flexipages/Hookswitch_UtilityBar.flexipage-meta.xml", "<value>true</value>", "<value>false</value>")],
  ["a utility item without an icon", "references", inMetadata("flexipages/Hookswitch_UtilityBar.flexipage-meta.xml", "<name>icon</name>", "<name>ikon</name>")],
  ["a utility bar without the softphone", "references", inMetadata("flexipages/Hookswitch_UtilityBar.flexipage-meta.xml", "opencti:softPhone", "opencti:softphone")],
  ["a static resource that is too large", "references", write("staticresources/hookswitch/large.wasm", Buffer.alloc(5 * 1024 * 1024 + 1))],
  ["a utility item that is too narrow", "references", inMetadata("flexipages/Hookswitch_UtilityBar.flexipage-meta.xml", "<value>340</value>", "<value>34</value>")],
  ["an item that is there twice", "references", inBoth("hsLogInternal", "hsLogUnanswered")],
  ["an item whose name is no name", "references", inBoth("hsLogInternal", "hs_log_internal")],
  ["an item without a label", "references", inBoth("Country code", "")],
  ["an internal name that is no name", "references", change(IMPORT, ">Hookswitch<", ">Hook-switch<")],
  ["a page without TLS", "references", all(inBoth("https://phone", "http://phone"), change(CENTER, "https://phone", "http://phone"))],
  ["an address that contradicts the items", "references", change(CENTER, "<adapterUrl>https://phone.example.com/<", "<adapterUrl>https://phone.example.com/app<")],
  ["a call centre that cannot be imported", "references", folder => rmSync(join(folder, IMPORT))],
  ["a trusted site that is trusted with nothing", "references", inMetadata("cspTrustedSites/Hookswitch_Page.cspTrustedSite-meta.xml", "FrameSrc>true<", "FrameSrc>false<")],
  ["a connector without TLS", "references", inBoth("wss://phone.example.com/ws", "ws://phone.example.com/ws")],
  ["a trusted site with a path", "references", inMetadata("cspTrustedSites/Hookswitch_Page.cspTrustedSite-meta.xml", "https://phone.example.com", "https://phone.example.com/app")],
  ["a connector that no trusted site names", "references", inBoth("wss://phone.example.com/ws", "wss://tel.example.com/ws")],
  ["a setting that its type lacks", "references", inMetadata("customMetadata/Hookswitch_Setting.Default.md-meta.xml", "Audience__c", "Audiences__c")],
  ["a setting that is longer than its field", "references", inMetadata("customMetadata/Hookswitch_Setting.Default.md-meta.xml", ">Hookswitch<", `>${"H".repeat(81)}<`)],
  ["a project file that is no JSON", "references", change("sfdx-project.json", "{", "")],
  ["no project file", "references", folder => rmSync(join(folder, "sfdx-project.json"))],
  ["a project file with a word of its own", "references", change("sfdx-project.json", '"name"', '"title"')],
  ["a project folder that is nowhere", "references", change("sfdx-project.json", '"force-app"', '"src"')],
  ["a class of another version", "references", inMetadata("classes/HookswitchUser.cls-meta.xml", "66.0", "65.0")],
  ["a statement that does not end", "apex", inMetadata("classes/HookswitchUser.cls", "return token;", "return token")],
  ["a query without an object", "apex", inMetadata("classes/HookswitchCalls.cls", "FROM Task", "")],
  ["a variable under a word that Apex keeps for itself", "apex", inMetadata("classes/HookswitchUser.cls", "Long now =", "Long number = 0, now =")],
  ["a method under a word that Apex keeps for itself", "apex", inMetadata("classes/HookswitchUserTest.cls", "String decoded(", "String end(")],
  ["a parameter under a word that Apex keeps for itself", "apex", inMetadata("classes/HookswitchCallsTest.cls", "Boolean isClosed)", "Boolean then)")],
  ["a text without an end", "apex", inMetadata("classes/HookswitchUserTest.cls", "'not to be told'\n", "'not to be told\n")],
];

const original = resolve(process.argv[2]);
let [passed, failed] = [0, 0];
for (const [what, wanted, plant] of PLANTS) {
  const folder = mkdtempSync(join(tmpdir(), "hookswitch-plant-"));
  try {
    cpSync(original, folder, { recursive: true });
    plant(folder);
    const found = await check(folder);
    const failing = CHECKS.map(([name]) => name).filter(name => found.get(name).length);
    const is = failing.join() === (wanted ?? "");
    console.log(`plant ${what}: ${wanted ?? "no check"} fails ... ${is ? "ok" : "FAILED"}`);
    if (!is) console.log([...found].flatMap(([name, findings]) => findings.map(finding => `    ${name}: ${finding}`)).join("\n"));
    is ? passed++ : failed++;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const unproven = CHECKS.map(([name]) => name).filter(name => !PLANTS.some(([, wanted]) => wanted === name));
for (const name of unproven) console.log(`no plant makes the check ${name} fail ... FAILED`);
failed += unproven.length;
console.log(`test result: ${failed ? "FAILED" : "ok"}. ${passed} passed; ${failed} failed; 0 ignored`);
process.exitCode = failed ? 1 : 0;
