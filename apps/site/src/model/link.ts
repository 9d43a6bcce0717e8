import { initialState, stateOf } from "./state.ts";
import type { State } from "./state.ts";

/** A longer link is not followed: browsers and chats cut them, and nobody's eight schedules need as much. */
const longest = 64 * 1024;
/** What a link may unpack to: a few bytes can stand for gigabytes. */
const largest = 512 * 1024;

const prefix = "#s=";

async function passed(
  bytes: Uint8Array<ArrayBuffer>,
  through: GenericTransformStream,
): Promise<Uint8Array> {
  const reader = (
    new Blob([bytes]).stream().pipeThrough(through) as ReadableStream<Uint8Array>
  ).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > largest) {
      await reader.cancel();
      throw new RangeError("the link holds too much");
    }
    parts.push(value);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

const toText = (bytes: Uint8Array): string => {
  // In pieces: a call takes only so many arguments.
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );

/** The part of a link behind the address of the page. No server sees it. */
export async function hashOf(state: State): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  return prefix + toText(await passed(bytes, new CompressionStream("deflate-raw")));
}

/** The state that such a part stands for; the initial one for whatever stands for none. It never throws. */
export async function stateIn(hash: string): Promise<State> {
  if (!hash.startsWith(prefix) || hash.length > longest) return initialState;
  try {
    const bytes = await passed(
      toBytes(hash.slice(prefix.length)),
      new DecompressionStream("deflate-raw"),
    );
    return stateOf(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return initialState;
  }
}
