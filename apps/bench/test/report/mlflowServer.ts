import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

type Body = Readonly<Record<string, unknown>>;

/** A run as the server has it. */
export interface Run {
  readonly id: string;
  readonly name: unknown;
  readonly tags: Map<string, string>;
  readonly params: Map<string, string>;
  readonly metrics: Body[];
  status: unknown;
}

/** A tracking server that keeps what it is told, and is unwell when asked to be. */
export class TrackingServer {
  readonly experiments = new Map<string, string>();
  readonly runs: Run[] = [];
  readonly requests: string[] = [];
  readonly authorizations = new Set<string | undefined>();
  /** Answers given before the server does its work, in order. */
  readonly troubles: (readonly [status: number, body: string] | "hang up" | "silence")[] = [];
  /** Whether somebody else makes the experiment between our look and our attempt to. */
  raced = false;

  answer(path: string, query: URLSearchParams, body: Body): readonly [number, Body] {
    const run = this.runs.find(({ id }) => id === body["run_id"]);
    switch (path) {
      case "experiments/get-by-name": {
        const name = query.get("experiment_name")!;
        const id = this.experiments.get(name);
        return id === undefined
          ? [404, { error_code: "RESOURCE_DOES_NOT_EXIST", message: `no experiment ${name}` }]
          : [200, { experiment: { experiment_id: id, name } }];
      }
      case "experiments/create": {
        const name = body["name"] as string;
        if (this.raced) {
          this.experiments.set(name, "7");
          return [400, { error_code: "RESOURCE_ALREADY_EXISTS", message: "exists" }];
        }
        this.experiments.set(name, "1");
        return [200, { experiment_id: "1" }];
      }
      case "runs/search": {
        const key = /tags\."anneal\.trial" = '([0-9a-f]{16})'/.exec(body["filter"] as string)![1];
        const found = this.runs.filter(
          ({ tags }) => tags.get("anneal.trial") === key && tags.get("anneal.logged") === "true",
        );
        return [
          200,
          found.length === 0 ? {} : { runs: found.map(({ id }) => ({ info: { run_id: id } })) },
        ];
      }
      case "runs/create": {
        const id = `run-${String(this.runs.length)}`;
        const tags = body["tags"] as readonly { readonly key: string; readonly value: string }[];
        this.runs.push({
          id,
          name: body["run_name"],
          tags: new Map(tags.map(({ key, value }) => [key, value])),
          params: new Map(),
          metrics: [],
          status: "RUNNING",
        });
        return [200, { run: { info: { run_id: id } } }];
      }
      case "runs/log-batch": {
        const metrics = body["metrics"] as readonly Body[];
        const params = body["params"] as readonly {
          readonly key: string;
          readonly value: string;
        }[];
        if (metrics.length > 1000 || params.length > 100) {
          return [400, { error_code: "INVALID_PARAMETER_VALUE", message: "too much" }];
        }
        // As validation.py of MLflow has it.
        const wrong = [...metrics, ...params].find(
          ({ key }) => !/^[/\w.\- :]+$/.test(key as string),
        );
        if (wrong !== undefined) {
          const message = `Invalid name: ${String(wrong["key"])}`;
          return [400, { error_code: "INVALID_PARAMETER_VALUE", message }];
        }
        run!.metrics.push(...metrics);
        for (const { key, value } of params) run!.params.set(key, value);
        return [200, {}];
      }
      case "runs/set-tag":
        run!.tags.set(body["key"] as string, body["value"] as string);
        return [200, {}];
      case "runs/update":
        run!.status = body["status"];
        return [200, {}];
      default:
        return [404, { error_code: "ENDPOINT_NOT_FOUND", message: path }];
    }
  }
}

/** Lets a server listen on a port of its own of this machine. */
export async function listen(tracking: TrackingServer): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url!, "http://stub");
      const path = pathname.replace("/api/2.0/mlflow/", "");
      tracking.requests.push(path);
      tracking.authorizations.add(request.headers.authorization);
      const trouble = tracking.troubles.shift();
      if (trouble === "hang up") return void request.socket.destroy();
      if (trouble === "silence") return;
      const text = Buffer.concat(chunks).toString();
      const [status, body] =
        trouble ??
        tracking.answer(path, searchParams, text === "" ? {} : (JSON.parse(text) as Body));
      response.writeHead(status, { "content-type": "application/json" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}
