import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig } from "vitepress";
import type { DefaultTheme } from "vitepress";
import type { Contents } from "../tools/pages.ts";

/** What there is, as `tools/pages.ts` has written it: VitePress reads this file before it knows where the packages are. */
const { places, kinds, modules } = JSON.parse(
  readFileSync(new URL("../pages/contents.json", import.meta.url), "utf8"),
) as Contents;

/** Where the site stands below its host; a workflow names it after the repository. */
const base = process.env["SITE_BASE"] ?? "/anneal/";

// Nothing but the site's own files: no server sees what somebody composes.
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval' INLINE",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'self'",
].join("; ");

const guides: DefaultTheme.SidebarItem[] = [
  { text: "Start in two minutes", link: "/guide/start" },
  { text: "Compose", link: "/guide/compose" },
  { text: "React to metrics", link: "/guide/metrics" },
  { text: "Resume", link: "/guide/resume" },
  { text: "TensorFlow.js", link: "/guide/tfjs" },
  { text: "Benchmark your own", link: "/docs/benchmark-your-own" },
  { text: "Beyond one machine", link: "/docs/distributed" },
  { text: "Read your configuration", link: "/packages/import/" },
];

const titled = (place: string): DefaultTheme.SidebarItem => ({
  text: place.split("/").filter(Boolean).at(-1)!.replaceAll("-", " "),
  link: place,
});

/** A document is called as its address ends, with a capital letter: a whole title is too long for a list. */
const document = (place: string): DefaultTheme.SidebarItem => {
  const { text = "" } = titled(place);
  return { text: text.charAt(0).toUpperCase() + text.slice(1), link: place };
};

const kindItems = (names: readonly string[]): DefaultTheme.SidebarItem[] =>
  names.map((kind) => ({ text: kind, link: `/kinds/${kind}` }));

const sidebar: DefaultTheme.SidebarItem[] = [
  { text: "Guides", items: guides },
  {
    text: "Documents",
    items: places
      // The decisions are listed on a page of their own, and the guides above.
      .filter((place) => /^\/docs\/([^/]+|decisions\/)$/.test(place))
      .filter((place) => !guides.some(({ link }) => link === place))
      .map(document),
  },
  {
    text: "Files of other trainers",
    items: places.filter((place) => place.startsWith("/docs/formats/")).map(document),
  },
  {
    text: "Packages",
    items: places.filter((place) => /^\/packages\/[^/]+\/$/.test(place)).map(titled),
  },
];

export default defineConfig({
  srcDir: "pages",
  outDir: "dist",
  cacheDir: "node_modules/.vitepress",
  base,
  title: "anneal",
  description:
    "Learning-rate schedules for JavaScript and TypeScript, each a pure function of the step.",
  lang: "en",
  cleanUrls: true,
  ignoreDeadLinks: false,
  // What the pages have in common is one file, which a browser keeps.
  metaChunk: true,
  // A page loads what it shows, not what its links show.
  router: { prefetchLinks: false },
  head: [
    ["meta", { "http-equiv": "Content-Security-Policy", content: policy }],
    ["link", { rel: "icon", href: `${base}icon.svg`, type: "image/svg+xml" }],
  ],
  // The usual colours of code are too pale for their ground.
  markdown: {
    // A picture is loaded when it is about to be seen.
    image: { lazyLoading: true },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    // Headings have the anchors that they have where the repository is read.
    anchor: {
      slugify: (heading) =>
        heading
          .trim()
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
          .replaceAll(/\s/g, "-"),
    },
  },
  transformHtml(code) {
    // The page's own small scripts, each by its digest, and no others.
    const digests = [...code.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
      ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
    );
    return code.replace("INLINE", [...new Set(digests)].join(" "));
  },
  vite: {
    resolve: { conditions: ["@anneal/source"] },
    ssr: {
      noExternal: ["anneal", /^@anneal\//],
      resolve: { conditions: ["@anneal/source"] },
    },
    worker: { format: "es" },
    plugins: [
      {
        // The charts have legends of their own: what uPlot styles of its legend and title would be loaded for nothing.
        name: "anneal:no-legend",
        enforce: "pre",
        transform: (code, id) =>
          id.endsWith("uPlot.min.css")
            ? code.replaceAll(/\.u-(?:legend|inline|series|title)\b[^{}]*\{[^{}]*\}/g, "")
            : undefined,
      },
    ],
    // The importers and the editor are chunks of their own, which is what the warning would ask for.
    build: {
      // A small picture as base64 would be loaded twice with its page, in the HTML and in the script, and compressed badly.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      rollupOptions: {
        onwarn(warning, warn) {
          // The importers are one chunk, loaded on demand; that some of their parsers could be chunks of their own is no fault.
          if (warning.plugin !== "vite:reporter") warn(warning);
        },
      },
    },
  },
  themeConfig: {
    nav: [
      { text: "Guides", link: "/guide/start" },
      { text: "Kinds", link: "/kinds/" },
      { text: "Cheatsheet", link: "/docs/cheatsheet" },
      ...("core" in modules ? [{ text: "API", link: "/api/core/" }] : []),
      { text: "Playground", link: "/playground" },
      { text: "Lab", link: "/lab" },
    ],
    sidebar: {
      "/kinds/": [
        ...Object.entries(kinds).map(([text, names]) => ({ text, items: kindItems(names) })),
      ],
      "/api/": [
        {
          text: "API",
          items: Object.entries(modules).map(([name, addresses]) => ({
            text: name,
            link: `/api/${name}/`,
            items: addresses.filter((address) => !address.endsWith("/")).map(titled),
          })),
        },
      ],
      "/": sidebar,
    },
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        // Names of members would drown everything else.
        _render: (source, env, markdown) =>
          env.relativePath.startsWith("api/") ? "" : markdown.render(source, env),
      },
    },
    notFound: {
      title: "There is no such page",
      quote: "Every kind of schedule has a page of its own, and the beginning leads to all others.",
      linkText: "Go to the beginning",
      linkLabel: "Go to the beginning",
    },
    docFooter: { prev: false, next: false },
  },
});
