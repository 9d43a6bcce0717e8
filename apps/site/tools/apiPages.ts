/**
 * A module of more Markdown than this, in characters, has a page for each group of what it exports. A page may load 35 kB
 * beside what every page loads, and 40,000 characters of the reference are up to 17 kB there.
 */
const longest = 40_000;

/** The functions of a module, or its interfaces, as Markdown. */
interface Group {
  readonly title: string;
  readonly text: string;
}

const headOf = (title: string, outline: number): string =>
  `---\ntitle: ${title}\neditLink: false\noutline: ${String(outline)}\n---\n\n# ${title}\n\n`;

function groupsOf(markdown: string): Group[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const end = text.indexOf("\n");
      return { title: text.slice(0, end), text: `${text.slice(end).trim()}\n` };
    });
}

const isLong = (markdown: string): boolean => markdown.length > longest;

/** Where a group stands: on the page of its module, or on its own. */
const addressOf = (name: string, group: Group, own: boolean): string =>
  own ? `${name}/${group.title.toLowerCase().replaceAll(" ", "-")}` : `${name}/`;

/** What a group lists: the anchor and the name of each, with the first sentence about it. */
function listOf({ text }: Group, address: string): string {
  return text
    .split(/^\*\*\*$/m)
    .flatMap((section) => {
      const [, anchor, name] = /<a id="([^"]+)"><\/a>\s+### (.+)/.exec(section) ?? [];
      if (anchor === undefined || name === undefined) return [];
      const paragraphs = section.slice(section.indexOf("### ")).split(/\n{2,}/);
      // Neither a heading, a signature, a table, an anchor nor a list.
      const about = paragraphs.find((paragraph) => /^[^#>|<*-]/.test(paragraph)) ?? "";
      const sentence = /^.*?[.:](?=\s|$)|^.*$/s.exec(about)![0].replaceAll("\n", " ");
      return [`- [\`${name}\`](/api/${address}#${anchor}): ${sentence.replace(/:$/, ".")}\n`];
    })
    .join("");
}

/**
 * The pages of the API reference, by their addresses below `/api/`, from the Markdown that typedoc makes of each module: one page, or
 * of a long module one for each group, with a list of what stands where.
 */
export function apiPages(modules: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const addresses = new Map(
    [...modules].flatMap(([name, markdown]) =>
      groupsOf(markdown).flatMap((group) =>
        [...group.text.matchAll(/<a id="([^"]+)">/g)].map(([, anchor]): [string, string] => [
          `${name}#${anchor!}`,
          addressOf(name, group, isLong(markdown)),
        ]),
      ),
    ),
  );
  const withLinks = (text: string, own: string): string =>
    text.replaceAll(
      /\]\((?:(?:\.\.\/)?([\w-]+)?\/?src\.md)?#([^)]+)\)/g,
      (link, name: string | undefined, anchor: string) => {
        const address = addresses.get(`${name ?? own}#${anchor}`);
        return address === undefined ? link : `](/api/${address}#${anchor})`;
      },
    );
  return new Map(
    [...modules].flatMap(([name, markdown]): [string, string][] => {
      const title = `API of @anneal/${name}`;
      const groups = groupsOf(withLinks(markdown, name));
      if (!isLong(markdown)) {
        const sections = groups.map((group) => `## ${group.title}\n\n${group.text}`);
        return [[`${name}/`, headOf(title, 3) + sections.join("\n")]];
      }
      const lists = groups.map((group) => {
        const address = addressOf(name, group, true);
        return `## [${group.title}](/api/${address})\n\n${listOf(group, address)}`;
      });
      return [
        [`${name}/`, headOf(title, 2) + lists.join("\n")],
        ...groups.map((group): [string, string] => [
          addressOf(name, group, true),
          // What was below the heading of the group is now below that of the page, where the theme draws a line above each.
          headOf(`${group.title} of @anneal/${name}`, 2) +
            group.text.replaceAll(/^#(#{2,} )/gm, "$1").replaceAll(/^\*\*\*\n+/gm, ""),
        ]),
      ];
    }),
  );
}
