import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";
import { base } from "../../tsup.config.base.ts";

interface Entry {
  readonly "@anneal/source": string;
  readonly default: string;
}

const { exports } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as {
  readonly exports: Readonly<Record<string, Entry | string>>;
};

/** One for each room. */
const entry = Object.fromEntries(
  Object.entries(exports).flatMap(([name, target]) =>
    typeof target === "string" ? [] : [[name.slice(2), target["@anneal/source"]]],
  ),
);

export default defineConfig({ ...base, entry, format: ["esm"] });
