/**
 * Writes what is published of every package into its folder `package`: the manifest without the workshop, the README with
 * absolute links, the licence, the changelog, and what was built.
 *
 * Run after a build: `npm run stage`; `npm run stage -- packages/cosine` for one package. `--release` refuses while the
 * project has no public address.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { contentsOf, demandSmall } from "./contents.ts";
import { publishedManifest } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { project, requireAddress } from "./project.ts";
import { builtOf, manifestOf, publishedFolders } from "./publishedFolders.ts";
import { publishedReadme } from "./readme.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a package has of its own beside what all have, copied as it is: its documentation, the sources of its kernels. */
const own = (manifest: Manifest): readonly string[] => manifest["files"] as readonly string[];

/**
 * Declarations once, not twice: an ES module may take its types from a CommonJS one, which the reverse may not.
 * Both then have the same types, also for a program that loads a package in both ways.
 */
function shareDeclarations(built: string): void {
  for (const file of readdirSync(built)) {
    const shared = file.replace(/\.d\.ts$/, ".d.cts");
    if (shared === file || !existsSync(join(built, shared))) continue;
    const module = shared.replace(/\.d\.cts$/, ".cjs");
    writeFileSync(join(built, file), `export * from "./${module}";\n`);
  }
}

/** Stages one package. Returns the folder to publish from. */
export function stage(folder: string): string {
  const manifest = manifestOf(folder);
  const place = relative(root, folder);
  const target = join(folder, "package");
  builtOf(folder);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  writeFileSync(
    join(target, "package.json"),
    `${JSON.stringify(publishedManifest(manifest, place, project), undefined, 2)}\n`,
  );
  writeFileSync(
    join(target, "README.md"),
    publishedReadme(readFileSync(join(folder, "README.md"), "utf8"), place, manifest, project),
  );
  for (const file of ["LICENSE", "CHANGELOG.md", ...own(manifest)]) {
    if (existsSync(join(folder, file)))
      cpSync(join(folder, file), join(target, file), { recursive: true });
  }
  shareDeclarations(join(target, "dist"));
  demandSmall(contentsOf(target));
  return target;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2);
  if (given.includes("--release")) requireAddress(project);
  const folders = given.filter((argument) => !argument.startsWith("--"));
  for (const folder of folders.length > 0
    ? folders.map((name) => join(root, name))
    : publishedFolders()) {
    stage(folder);
  }
}
