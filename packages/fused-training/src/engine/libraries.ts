// Compiled from kernels/ by tools/kernels.ts. Do not edit: change the source and run `npm run kernels`.
// Source: 7ce8abfcee8c30325c03686b850932b3d6eedc9d3f02be821626666045224a72

/** The native libraries by platform, and the SHA-256 digests of their bytes. */
export const libraries: Readonly<
  Record<string, { readonly file: string; readonly digest: string }>
> = {
  "linux-x64": {
    file: "linux-x64.so",
    digest: "4e4252a270b60df759d9e021318a0cd0ddf00e9e79670ff6e979f5be570994fb",
  },
  "linux-arm64": {
    file: "linux-arm64.so",
    digest: "86d3e320029754763eb51b129e45418c65fba65b717516e873ed50ff577cd42e",
  },
  "darwin-x64": {
    file: "darwin-x64.dylib",
    digest: "a74b97bcd4760b856238588db1739db661e26e9afc188758ba6b4d0476d028b5",
  },
  "darwin-arm64": {
    file: "darwin-arm64.dylib",
    digest: "8682cb285fb4134cbbcf7c7eb101a7b4357c9edb8dec47053b1f1ba614ba1a64",
  },
  "win32-x64": {
    file: "win32-x64.dll",
    digest: "52e9ec1128aa63165a7ab40819465a699ca34a40a8c1328b6d0193b94c213f3e",
  },
};
