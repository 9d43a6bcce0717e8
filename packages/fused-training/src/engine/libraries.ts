// Compiled from kernels/ by tools/kernels.ts. Do not edit: change the source and run `npm run kernels`.
// Source: a4bc6fbf636dd11ed2128a7770ad4bdd38eecd2c96e669b5103c48742308b94f

/** The native libraries by platform, and the SHA-256 digests of their bytes. */
export const libraries: Readonly<
  Record<string, { readonly file: string; readonly digest: string }>
> = {
  "linux-x64": {
    file: "linux-x64.so",
    digest: "6a36fa223154c8363bced7a06e1974979620dbe37c4369a84ba8799f33d5abb4",
  },
  "linux-arm64": {
    file: "linux-arm64.so",
    digest: "0644ef1ded2adf4b947c2e86c61b2fb81a43b402f944bb648ac1d5f37866ed9b",
  },
  "darwin-x64": {
    file: "darwin-x64.dylib",
    digest: "ac8b8b770619ba35e1ecd4ed8fc7111719124b7b6276d1192ed1e219d7a4b53f",
  },
  "darwin-arm64": {
    file: "darwin-arm64.dylib",
    digest: "294db823e45ef9a6bbb15b252576c00160b2b3e042e8a1afd6ccec2234625774",
  },
  "win32-x64": {
    file: "win32-x64.dll",
    digest: "ec2b585464c8a29ac346a230850ea1f6cc1edfc9d7e2dfa3b5f2f2ffe398b0bf",
  },
};
