import { z } from "zod";
import { runProgram } from "./program.ts";

const checkedSchema = z.object({ tfjs: z.string(), tensorflow: z.string() });

/** The versions of a tfjs-node that works. */
export type Checked = z.infer<typeof checkedSchema>;

// In a process of its own, because a library that does not fit can end the process that loads it.
const script = `
const util = require("node:util");
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
const image = tf.ones([1, 6, 6, 1]);
const loss = (filter) => tf.sum(tf.maxPool(tf.relu(tf.conv2d(image, filter, 1, "valid")), 2, 2, "valid"));
const gradient = tf.grad(loss)(tf.ones([3, 3, 1, 2]));
if (!gradient.dataSync().every((value) => value === 4)) throw new Error("the gradient of a convolution is wrong");
const { binding } = tf.backend();
process.stdout.write(JSON.stringify({ tfjs: tf.version["tfjs-node"], tensorflow: binding.TF_Version }));
`;

/**
 * Loads a tfjs-node in a process of its own and lets it compute a gradient.
 *
 * @param file - Its main file.
 * @throws {Error} If it does not work; the message says why.
 */
export async function checkNative(file: string, signal?: AbortSignal): Promise<Checked> {
  const { stdout } = await runProgram(process.execPath, ["-e", script, file], {
    seconds: 60,
    signal,
  });
  return checkedSchema.parse(JSON.parse(stdout));
}
