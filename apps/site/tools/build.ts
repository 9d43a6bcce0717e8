/** Builds the whole site into `dist`: the pages that come from elsewhere, the API reference, and then everything. */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { writeAPI } from "./api.ts";
import { writeMnist } from "./mnist.ts";
import { writePages } from "./pages.ts";

rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });
await writeAPI();
writePages();
writeMnist();
await build(fileURLToPath(new URL("..", import.meta.url)));
