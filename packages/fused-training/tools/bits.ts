/**
 * Trains the networks of test/bits in every engine of this machine, by the Node that runs it, and compares their bits with
 * those of every machine.
 *
 * tsx tools/bits.ts [network ...]
 */
import { expectedBits, trainedBits } from "../test/bits/networks.ts";
import { attachTo } from "../test/compare.ts";
import { engines, missingNative, nameOf, teams } from "../test/engines.ts";
import { tf } from "../test/tensorflow.ts";

const wanted = process.argv.slice(2);
console.log(
  `Node ${process.versions.node}, ${process.platform} ${process.arch}${missingNative === undefined ? "" : `; ${missingNative}`}`,
);
for (const bits of expectedBits) {
  if (wanted.length > 0 && !wanted.includes(bits.network)) continue;
  for (const engine of [...engines, ...teams]) {
    const digest = await trainedBits(tf, bits, (model) => attachTo(model, engine).release);
    const isSame = digest === bits.digest;
    console.log(
      `${bits.network}, ${nameOf(engine)}: ${digest}${isSame ? "" : `, expected ${bits.digest}`}`,
    );
    if (!isSame) process.exitCode = 1;
  }
}
