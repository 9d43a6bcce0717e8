import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const importers = new URL("importers/", import.meta.url).pathname;
const hasPip = spawnSync("python3", ["-m", "pip", "--version"]).status === 0;

const name = "k_diffusion-0.1.1.post1-py3-none-any.whl";

/** Writes a wheel of the name and version that `sources.txt` pins, with one module. */
const makeWheel = `
import sys, zipfile
info = "k_diffusion-0.1.1.post1.dist-info/"
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("k_diffusion/utils.py", "rate = 0.5\\n")
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: k-diffusion\\nVersion: 0.1.1.post1\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;

let folder: string;
let archives: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-golden-"));
  archives = join(folder, "archives");
  if (!hasPip) return;
  await mkdir(archives);
  await run("python3", ["-c", makeWheel, join(archives, name)]);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

/** What the module of the package holds, as a generator finds it. */
async function moduleFound(
  sources: string,
  pip: Readonly<Record<string, string>>,
): Promise<string> {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^pip_|_proxy$/i.test(key)),
  );
  const { stdout } = await run(
    "python3",
    ["-B", "-c", 'from sources import source; print(source("k-diffusion"), end="")'],
    {
      cwd: importers,
      timeout: 100_000,
      env: {
        ...environment,
        ANNEAL_GOLDEN_SOURCES: join(folder, sources),
        PIP_CONFIG_FILE: "/dev/null",
        PIP_DISABLE_PIP_VERSION_CHECK: "1",
        PIP_RETRIES: "0",
        ...pip,
      },
    },
  );
  return readFile(join(stdout, "k_diffusion/utils.py"), "utf8");
}

describe.skipIf(!hasPip)(
  "the source of a package that is not installed",
  { timeout: 300_000 },
  () => {
    test("comes from a folder of archives, without a network, and then from where it was unpacked", async () => {
      const local = { PIP_NO_INDEX: "1", PIP_FIND_LINKS: archives };
      expect(await moduleFound("local", local)).toBe("rate = 0.5\n");
      expect(await moduleFound("local", { PIP_NO_INDEX: "1" })).toBe("rate = 0.5\n");
    });

    test("is downloaded once from an index", async () => {
      const asked: string[] = [];
      const wheel = await readFile(join(archives, name));
      const server = createServer(({ url = "" }, response) => {
        asked.push(url);
        if (url.endsWith(".whl")) response.end(wheel);
        else response.setHeader("Content-Type", "text/html").end(`<a href="/${name}">${name}</a>`);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      try {
        const { port } = server.address() as AddressInfo;
        const index = { PIP_INDEX_URL: `http://127.0.0.1:${port}/simple` };
        expect(await moduleFound("downloaded", index)).toBe("rate = 0.5\n");
        expect(asked).toContain("/simple/k-diffusion/");
        expect(asked).toContain(`/${name}`);
        asked.length = 0;
        expect(await moduleFound("downloaded", index)).toBe("rate = 0.5\n");
        expect(asked).toEqual([]);
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });

    test("is named where neither way leads to it, and nothing half is left", async () => {
      await expect(moduleFound("nowhere", { PIP_NO_INDEX: "1" })).rejects.toThrow(
        "k-diffusion==0.1.1.post1",
      );
      expect(existsSync(join(folder, "nowhere"))).toBe(false);
    });
  },
);
