/**
 * Rehearses two releases: versions, changelogs and packages go to a registry on this machine, and strangers install from
 * there. The second release has a change in core, which everything that depends on it must name as its reason.
 *
 * Works on a copy: nothing in the checkout changes. Run after a build: `npm run rehearse`.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { installAsStrangers } from "./consumers.ts";
import type { Manifest } from "./manifest.ts";
import { openRegistry } from "./registry.ts";
import { run } from "./run.ts";
import { builtOf, publishedFolders } from "./publishedFolders.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "anneal-release-"));
const copy = join(scratch, "workspace");
const folders = publishedFolders().map((folder) => relative(root, folder));
const changesets = join(root, "node_modules/@changesets/cli/bin.js");

const tell = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const read = (file: string): string => readFileSync(join(copy, file), "utf8");
const manifestOf = (folder: string): Manifest =>
  JSON.parse(read(join(folder, "package.json"))) as Manifest;
const versions = (): Map<string, string> =>
  new Map(folders.map((folder) => [manifestOf(folder).name, manifestOf(folder).version]));

async function commit(title: string): Promise<void> {
  const identity = ["-c", "user.name=rehearsal", "-c", "user.email=rehearsal@anneal.invalid"];
  await run("git", ["add", "--all"], copy);
  await run("git", [...identity, "commit", "--quiet", "--no-verify", "--message", title], copy);
}

/** Copies every file of the checkout that git knows or would take, and what was built. */
async function copyCheckout(): Promise<void> {
  const listed = await run(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    root,
  );
  for (const file of listed.split("\0")) {
    if (file === "" || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const folder of folders) {
    cpSync(builtOf(join(root, folder)), join(copy, folder, "dist"), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  await run("git", ["init", "--quiet", "--initial-branch", "main"], copy);
  await commit("The checkout");
}

/** The package of the native library of this machine; undefined where it cannot be compiled. */
async function libraryFolder(): Promise<string | undefined> {
  const tool = "packages/fused-training/tools/platforms.ts";
  const platform = `${process.platform}-${process.arch}`;
  try {
    const printed = await run(process.execPath, ["--import", "tsx", tool, platform], copy);
    return printed.trim();
  } catch (error) {
    tell(`the native library is left out: ${(error as Error).message.split("\n").at(-1) ?? ""}`);
    return undefined;
  }
}

/** Versions, commits, stages and publishes, with what the release workflow calls. Returns the packages that moved. */
async function release(environment: Readonly<Record<string, string>>): Promise<string[]> {
  const before = versions();
  await run(process.execPath, [changesets, "version"], copy);
  await commit("Versions");
  await run(process.execPath, ["--import", "tsx", "tools/publishing/stage.ts"], copy);
  const library = await libraryFolder();
  await run(
    process.execPath,
    [
      "--import",
      "tsx",
      "tools/publishing/publish.ts",
      // Before the package that asks for it.
      ...(library === undefined ? [] : [library]),
      ...folders.map((folder) => join(folder, "package")),
    ],
    copy,
    environment,
  );
  return [...versions()]
    .filter(([name, version]) => before.get(name) !== version)
    .map(([name]) => name);
}

/** Whether strangers on this machine get the native library. */
const hasLibrary = (): boolean =>
  existsSync(
    join(copy, "packages/fused-training/platforms", `${process.platform}-${process.arch}`),
  );

/** What the registry has of a package. */
async function published(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<Manifest> {
  const version = versions().get(name)!;
  const text = await run("npm", ["view", `${name}@${version}`, "--json"], scratch, environment);
  return JSON.parse(text) as Manifest;
}

async function firstRelease(environment: Readonly<Record<string, string>>): Promise<void> {
  const moved = await release(environment);
  const left = [...versions().keys()].filter((name) => !moved.includes(name));
  if (left.length > 0) {
    throw new Error(`rehearsal: every package must have a changeset, ${left.join(", ")} has none`);
  }
  for (const folder of folders) {
    const manifest = await published(manifestOf(folder).name, environment);
    const { repository } = manifest as { repository?: { directory?: string } };
    if (repository?.directory !== folder) {
      throw new Error(`rehearsal: the manifest of ${folder} does not say where it comes from`);
    }
    if (!existsSync(join(copy, folder, "package/CHANGELOG.md"))) {
      throw new Error(`rehearsal: ${folder} is published without its changelog`);
    }
  }
  tell(`ok first release: ${String(moved.length)} packages published`);
}

async function secondRelease(environment: Readonly<Record<string, string>>): Promise<void> {
  writeFileSync(
    join(copy, ".changeset/rehearsal.md"),
    '---\n"@anneal/core": minor\n---\n\nA change in core.\n',
  );
  await commit("A change in core");
  const moved = await release(environment);
  const core = versions().get("@anneal/core")!;
  const dependents = folders.filter((folder) =>
    Object.hasOwn(manifestOf(folder).dependencies ?? {}, "@anneal/core"),
  );
  for (const folder of dependents) {
    const { name, version } = manifestOf(folder);
    const [, newest = ""] = read(join(folder, "CHANGELOG.md")).split(/^## /m);
    if (
      !moved.includes(name) ||
      !newest.startsWith(version) ||
      !newest.includes(`@anneal/core@${core}`)
    ) {
      throw new Error(
        `rehearsal: the changelog of ${name} must name @anneal/core@${core} as its reason:\n${newest}`,
      );
    }
    const { dependencies } = await published(name, environment);
    if (dependencies?.["@anneal/core"] !== `^${core}`) {
      throw new Error(
        `rehearsal: ${name} must depend on @anneal/core ^${core}, got ${JSON.stringify(dependencies)}`,
      );
    }
  }
  tell(
    `ok second release: core ${core}, and ${String(dependents.length)} packages that depend on it say so`,
  );
}

try {
  const upstream = (await run("npm", ["config", "get", "registry"], root)).trim();
  const registry = await openRegistry(join(scratch, "registry"), upstream);
  try {
    await copyCheckout();
    await firstRelease(registry.environment);
    await installAsStrangers(join(scratch, "strangers"), registry.environment, hasLibrary());
    await secondRelease(registry.environment);
  } finally {
    registry.close();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
