import { spawnSync } from "node:child_process";
import type { SpawnOptions } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../freePort.ts";
import { output, serverOf } from "./server.ts";
import type { Server } from "./server.ts";

/** Where Debian has the programs of each version. */
const versions = "/usr/lib/postgresql";

const programs = existsSync(versions)
  ? readdirSync(versions).map((version) => join(versions, version, "bin"))
  : [];

/** The folder of the programs, with a `/` at its end; nothing where they are on the path. */
const folder = programs.filter((path) => existsSync(join(path, "initdb"))).at(-1);
const program = (name: string): string => (folder === undefined ? name : join(folder, name));

/** PostgreSQL refuses to be started by root, and is started by the user that its package has made. */
const user = ((): SpawnOptions => {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ["-u", "-g"].map((flag) => {
    const { status, stdout } = spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
    return status === 0 ? Number(stdout) : undefined;
  });
  return uid === undefined || gid === undefined ? {} : { uid, gid };
})();

/** Whether a real one can be started; without one there is nothing to test: `apt-get install postgresql`. */
export const hasPostgres =
  spawnSync(program("initdb"), ["--version"]).status === 0 &&
  (process.getuid?.() !== 0 || user.uid !== undefined);

/** A server of PostgreSQL. */
export interface Postgres extends Server {
  /** Ends the server and takes its data away. */
  remove(): Promise<void>;
}

/** Starts a PostgreSQL with an empty database. */
export async function startPostgres(): Promise<Postgres> {
  const data = mkdtempSync(join(tmpdir(), "anneal-postgres-"));
  if (user.uid !== undefined) chownSync(data, user.uid, user.gid!);
  const options = { ...user, cwd: data };
  const how = ["--username", "bench", "--auth", "trust", "--no-sync", "--encoding", "UTF8"];
  output(program("initdb"), ["--pgdata", data, ...how], options);
  const port = await freePort();
  const at = ["--host", "127.0.0.1", "--port", String(port), "--username", "bench"];
  const server = serverOf(
    { port, url: `postgres://bench@127.0.0.1:${String(port)}/postgres` },
    [program("postgres"), ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", ""], options],
    // It listens before it answers.
    () => spawnSync(program("pg_isready"), at).status === 0,
  );
  await server.start();
  return {
    ...server,
    async remove() {
      // The processes that it started end with it, which they do not after SIGKILL.
      await server.kill("SIGQUIT");
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
