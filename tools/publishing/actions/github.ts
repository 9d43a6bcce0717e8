import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Comment {
  readonly id: number;
  readonly user: { readonly type: "Bot" | "User" };
  body: string;
}

/** The part of GitHub's API that comments on pull requests, on this machine. */
export interface Comments {
  readonly address: string;
  /** What stands under the pull request. */
  readonly comments: Comment[];
  /** Whether the token may write, which that of a fork may not. */
  writable: boolean;
  close(): Promise<void>;
}

/** Opens it. The repository is `me/mine`, its pull request has the number 7, and a person has written under it already. */
export async function openComments(): Promise<Comments> {
  const comments: Comment[] = Array.from({ length: 100 }, (_, index) => ({
    id: index + 1,
    user: { type: "User" },
    body: "<!-- anneal-bench report --> I quote what it said.",
  }));
  const state = { writable: true };
  const issues = "/repos/me/mine/issues";
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://localhost");
    const answer = (code: number, content: unknown): void => {
      response.writeHead(code, { "content-type": "application/json" });
      response.end(JSON.stringify(content));
    };
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      if (request.headers.authorization !== "Bearer secret") {
        answer(401, { message: "Bad credentials" });
      } else if (request.method === "GET" && pathname === `${issues}/7/comments`) {
        const size = Number(searchParams.get("per_page"));
        const first = (Number(searchParams.get("page")) - 1) * size;
        answer(200, comments.slice(first, first + size));
      } else if (!state.writable) {
        answer(403, { message: "Resource not accessible by integration" });
      } else if (request.method === "POST" && pathname === `${issues}/7/comments`) {
        const { body } = JSON.parse(text) as Comment;
        comments.push({ id: comments.length + 1, user: { type: "Bot" }, body });
        answer(201, comments.at(-1));
      } else if (request.method === "PATCH" && pathname.startsWith(`${issues}/comments/`)) {
        const found = comments.find(({ id }) => String(id) === pathname.split("/").at(-1))!;
        found.body = (JSON.parse(text) as Comment).body;
        answer(200, found);
      } else {
        answer(404, { message: "Not Found" });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    comments,
    get writable() {
      return state.writable;
    },
    set writable(value) {
      state.writable = value;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
