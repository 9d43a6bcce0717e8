/** Prints the cost of every schedule call and of the adapter. `--quick` for a short look. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureAdapter } from "./adapter.bench.ts";
import { measureSchedules } from "./schedules.bench.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const { quick } = values;
const write = (line: string): void => void process.stdout.write(`${line}\n`);

write(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}\n`);

write("| schedule | ns per call (p50) | ± MAD | × constant | bytes per call |");
write("| --- | ---: | ---: | ---: | ---: |");
let constant = NaN;
for await (const { name, p50, mad, bytes } of measureSchedules(quick ? 20 : 300)) {
  if (name === "constant") constant = p50;
  const ratio = (p50 / constant).toFixed(1);
  const allocated = bytes?.toFixed(1) ?? "–";
  write(`| ${name} | ${p50.toFixed(1)} | ${mad.toFixed(1)} | ${ratio} | ${allocated} |`);
}

const adapter = await measureAdapter(quick ? 2 : 10, quick ? 5 : 20);
const share = (adapter.alone / 1000 / adapter.without) * 100;
write("");
write("| a training step of the reference CNN, WebAssembly | |");
write("| --- | ---: |");
write(`| without a schedule, ms (p50) | ${adapter.without.toFixed(2)} |`);
write(`| with perStep, ms (p50) | ${adapter.with.toFixed(2)} |`);
write(`| with / without | ${(adapter.with / adapter.without).toFixed(3)} |`);
write(`| perStep alone, µs (p50) | ${adapter.alone.toFixed(2)} |`);
write(`| perStep alone, share of a step | ${share.toFixed(3)} % |`);
