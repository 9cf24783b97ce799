// Salesforce's own library makes of the source what an org is sent.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { library } from "./library.mjs";
import { parseXml, children, text } from "./source.mjs";

// Asked before the library is loaded: it reports home and writes logs there otherwise.
Object.assign(process.env, { SF_DISABLE_TELEMETRY: "true", SF_DISABLE_LOG_FILE: "true", SFDX_DISABLE_LOG_FILE: "true" });

export async function convert({ folder, files }) {
  const { ComponentSet, MetadataConverter } = library("@salesforce/source-deploy-retrieve");
  const source = join(folder, "force-app");
  const out = mkdtempSync(join(tmpdir(), "hookswitch-convert-"));
  try {
    const set = ComponentSet.fromSource(source);
    set.sourceApiVersion = "66.0";
    await new MetadataConverter().convert(set, "metadata", { type: "directory", outputDirectory: out, genUniqueDir: false });
    return [...leftOut(folder, files, set), ...unlisted(set, join(out, "package.xml"))];
  } catch (error) {
    return [`force-app: ${error.message.replaceAll(folder + "/", "").split("\n")[0]}`];
  } finally {
    rmSync(out, { recursive: true });
  }
}

function leftOut(folder, files, set) {
  const taken = new Set();
  for (const component of set.getSourceComponents()) {
    for (const each of [component, ...component.getChildren()]) {
      for (const path of [each.xml, ...each.walkContent()].filter(Boolean)) taken.add(relative(folder, path));
    }
  }
  const source = files.map(file => file.path).filter(path => path.startsWith("force-app/"));
  return source.filter(path => !taken.has(path)).map(path => `${path}: belongs to no component, so no org ever gets it`);
}

function unlisted(set, manifest) {
  if (!existsSync(manifest)) return ["package.xml: was not made"];
  const root = parseXml(readFileSync(manifest, "utf8"));
  const listed = new Set(
    children(root, "types").flatMap(type => children(type, "members").map(member => `${text(type, "name")} ${member.text}`)),
  );
  const all = set.getSourceComponents().toArray().filter(component => !listed.has(`${component.type.name} ${component.fullName}`));
  return all
    .filter(component => !component.getChildren().length)
    .map(component => `${component.type.name} ${component.fullName}: is not in package.xml`);
}
