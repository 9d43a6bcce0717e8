// Compiled from kernels/ by tools/kernels.ts. Do not edit: change the source and run `npm run kernels`.
// Source: 3bd4f7c3b67d821903450c46ed60bbf2479e9f81ceac7d12a3e4b132a4f6b450

/** The native libraries by platform, and the SHA-256 digests of their bytes. */
export const libraries: Readonly<
  Record<string, { readonly file: string; readonly digest: string }>
> = {
  "linux-x64": {
    file: "linux-x64.so",
    digest: "0dfd3e2933313385bbc20009e30482c3f13f3b4ee900593f9171acacbea54753",
  },
  "linux-arm64": {
    file: "linux-arm64.so",
    digest: "2b405fccd14e5589e6ddb59572714ba30855079394da9448c7c7d4facc708286",
  },
  "darwin-x64": {
    file: "darwin-x64.dylib",
    digest: "c8a18cc2fc351ab4ec09732f5e60b6b7819674c791fd6236605f63e899c90559",
  },
  "darwin-arm64": {
    file: "darwin-arm64.dylib",
    digest: "a530a002e89ffad8b254fffb63a6ebea4c96bb9e4a44177bd881063ad7177d9d",
  },
  "win32-x64": {
    file: "win32-x64.dll",
    digest: "91cee9cfea6f947f3563e9f67e7fbd70768f4ce23a907d690d3afad5792e2a4c",
  },
};
