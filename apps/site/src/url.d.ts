/** The address of a file, as Vite imports it. */
declare module "*?url" {
  const address: string;
  export default address;
}
