import { readFileSync } from "node:fs";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";

/** Where a queue is. */
export interface QueueAddress {
  readonly url: URL;
  /** The address without what is secret in it. */
  readonly shown: string;
}

const protocols = ["redis:", "rediss:", "postgres:", "postgresql:"];

/** What an address looks like. */
const form =
  "redis://host:6379, rediss://user:password@host:6379 or postgres://user:password@host/database";

/** @throws {BenchmarkError} If the text is no address of a queue. The text is not repeated: there may be a password in it. */
function parse(origin: string, text: string): QueueAddress {
  const refuse = (problem: string): never => {
    throw new BenchmarkError("usage", `${origin} ${problem}; an address is ${form}`);
  };
  if (!URL.canParse(text)) return refuse("is no address");
  const url = new URL(text);
  const { protocol, host, hostname, pathname } = url;
  if (!protocols.includes(protocol)) {
    refuse(`begins with ${protocol}//, which is no queue`);
  }
  if (hostname === "") refuse("names no host");
  if (protocol.startsWith("redis") && !/^\/?$|^\/\d{1,5}$/.test(pathname)) {
    refuse("has a path that is not the number of a database");
  }
  return { url, shown: `${protocol}//${host}${pathname === "/" ? "" : pathname}` };
}

/** Environment variables that name a queue, and a file that holds its address. */
const variables = { address: "ANNEAL_QUEUE_URL", file: "ANNEAL_QUEUE_URL_FILE" } as const;

/**
 * Where the queue is: by the flag, else `ANNEAL_QUEUE_URL`, else the file that `ANNEAL_QUEUE_URL_FILE` names.
 *
 * The variables are taken out of the environment, so that no process that is started later has them.
 *
 * @returns `undefined` if none of them is given.
 * @throws {BenchmarkError} If the address is none, or the flag has a password in it, which every user of the machine would
 *   see in the list of processes.
 */
export function queueAddress(
  flag: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): QueueAddress | undefined {
  const { [variables.address]: text, [variables.file]: file } = environment;
  for (const name of Object.values(variables)) Reflect.deleteProperty(environment, name);
  if (flag !== undefined) {
    const address = parse("--queue", flag);
    if (address.url.password === "") return address;
    throw new BenchmarkError(
      "usage",
      `--queue has a password, which every user of this machine sees in the list of processes: give the address as ${variables.address}, or in a file that ${variables.file} names`,
    );
  }
  if (text !== undefined && text !== "") return parse(variables.address, text);
  if (file === undefined || file === "") return undefined;
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    throw new BenchmarkError("usage", `cannot read ${variables.file}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return parse(variables.file, content.trim());
}
