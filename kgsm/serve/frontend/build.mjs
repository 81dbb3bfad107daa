/* src/ and node_modules/ → kgsm/serve/static/dist/: hashed names, manifest.json, THIRD_PARTY_LICENSES.txt. Run by hatch_build.py. */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "..", "static", "dist");
const OUT = `${DIST}.new`; // a build that fails leaves what was there
const MODULES = join(HERE, "node_modules");
const LICENCES = "THIRD_PARTY_LICENSES.txt";
// Packages that carry no licence file: the notice of their repository.
const NOTICES = { oxigraph: "Copyright (c) 2018 Oxigraph developers" };
// What a package has of others without their notices: nothing here says that it is listed.
const UNLISTED = {
  oxigraph:
    "Its WebAssembly is compiled from Rust, with crates of others in it. Its npm package carries neither their names nor their\n" +
    "notices, so they are NOT listed here. The crates and their versions stand in Cargo.lock of the release of the same version,\n" +
    "https://github.com/oxigraph/oxigraph; whoever passes the file on has to look their licences up there.",
};

const files = {};
const packages = new Set();

/* Write bytes under a name with their digest, and return it. */
function put(name, bytes) {
  const digest = createHash("sha384").update(bytes).digest();
  const { name: stem, ext } = parse(name);
  const file = `${stem}-${digest.toString("hex").slice(0, 12)}${ext}`;
  writeFileSync(join(OUT, file), bytes);
  files[name] = { file, integrity: `sha384-${digest.toString("base64")}`, size: bytes.length };
  return file;
}

/* Bundle a module of src/, with the names of the files that it loads, and return its name. */
async function bundled(name, names = {}) {
  const define = Object.fromEntries(Object.entries(names).map(([key, file]) => [key, JSON.stringify(`./${file}`)]));
  const { outputFiles, metafile } = await build({
    absWorkingDir: HERE, entryPoints: [join("src", name)], bundle: true, minify: true, format: "esm", target: "es2022",
    charset: "utf8", legalComments: "none", write: false, metafile: true, logLevel: "warning", define,
  });
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
  return put(name, Buffer.from(outputFiles[0].contents));
}

function licence(name) {
  const folder = join(MODULES, name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  const notice = NOTICES[name];
  if (!file && !notice) throw new Error(`${name} has no licence file: its notice belongs into NOTICES.`);
  const text = file ? readFileSync(join(folder, file), "utf8") : `${notice}\n\n${readFileSync(join(HERE, "src", "MIT.txt"), "utf8")}`;
  const unlisted = UNLISTED[name] ? `\n\n${UNLISTED[name]}` : "";
  return `${name} ${version} (${license})\n\n${text.trim()}${unlisted}\n`;
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const engine = put("oxigraph.wasm", readFileSync(join(MODULES, "oxigraph", "web_bg.wasm")));
const worker = await bundled("sparql-worker.js", { ENGINE_FILE: engine });
await bundled("sparql-in-page.js", { WORKER_FILE: worker });
await bundled("editor.js");
const licences = [...packages].sort().map(licence);
const rule = `\n${"-".repeat(72)}\n\n`;
writeFileSync(join(OUT, LICENCES), `What the files of this folder are made of, beside kgsm:\n\n${licences.join(rule)}`);
writeFileSync(join(OUT, "manifest.json"), `${JSON.stringify({ files, licences: LICENCES }, null, 1)}\n`);
rmSync(DIST, { recursive: true, force: true });
renameSync(OUT, DIST);
