// Compiled from kernels/ by tools/kernels.ts. Do not edit: change the source and run `npm run kernels`.
// Source: 677107c54baf73cc4c8c9ded8d0ca258a14f5d324ff74085fa4d7b1d0dde54bb

/** The native libraries by platform, and the SHA-256 digests of their bytes. */
export const libraries: Readonly<
  Record<string, { readonly file: string; readonly digest: string }>
> = {
  "linux-x64": {
    file: "linux-x64.so",
    digest: "31893a8131d20b3a0575d2c4bc59838dcb842e9813262918598903a68cccd738",
  },
  "linux-arm64": {
    file: "linux-arm64.so",
    digest: "d19106f23fb1451a3644cec25faca040bc19c7a6ff8c948fe15bef5ca127aae7",
  },
  "darwin-x64": {
    file: "darwin-x64.dylib",
    digest: "898fa9b5a6a11f25223d9bb672e39a12bf82a69116cebba4c18360e32ef74fe9",
  },
  "darwin-arm64": {
    file: "darwin-arm64.dylib",
    digest: "73e23d7973c4a1921127975dfd27d26a7d9704d404cd4013548c274e755cd869",
  },
  "win32-x64": {
    file: "win32-x64.dll",
    digest: "e2b9c9c92af77acb363f4cada68a4d4e8fb228703545143e3283417952305458",
  },
};
