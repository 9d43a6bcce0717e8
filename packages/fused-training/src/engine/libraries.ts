// Compiled from kernels/ by tools/kernels.ts. Do not edit: change the source and run `npm run kernels`.
// Source: bdce00fb35cb86ef27a864fda943f108a878df61304bba6787582680a42a9ebd

/** The native libraries by platform, and the SHA-256 digests of their bytes. */
export const libraries: Readonly<
  Record<string, { readonly file: string; readonly digest: string }>
> = {
  "linux-x64": {
    file: "linux-x64.so",
    digest: "370a21bdfe1a548678bfd116e96e68f929909028d495c979320d0ab13c2af4e9",
  },
  "linux-arm64": {
    file: "linux-arm64.so",
    digest: "e2f128ef24332f73665383dfe66e5108c1d8285e71a7035452e02c34e8d6cd7c",
  },
  "darwin-x64": {
    file: "darwin-x64.dylib",
    digest: "674e9700711360eb039af4fe9b2713b81a7bb7fe6e601358394f2ccff57d1574",
  },
  "darwin-arm64": {
    file: "darwin-arm64.dylib",
    digest: "1b66f194eefb30d40c287c95d91be992a26444d986cb3a4e8e649146471efe5c",
  },
  "win32-x64": {
    file: "win32-x64.dll",
    digest: "5a5bfedcdbbd1d98a19a4741eb75100f4a8c4a3b7d1fa5e5be6ac4884c40d037",
  },
};
