/** Source texts of programs that import something and do nothing with it, as it was built. */
export const IMPORT_SOURCES: Readonly<Record<"ours" | "nothing" | "by hand", string>> = {
  nothing: "",
  ours: importing("../../../packages/runtime/dist/index.js"),
  // What a client written by hand cannot do without: gRPC, protobuf, and the messages of the service.
  "by hand": [
    importing("../../../node_modules/@grpc/grpc-js/build/src/index.js"),
    importing("../../../node_modules/@bufbuild/protobuf/dist/esm/index.js"),
    importing("../../../packages/runtime/dist/protocol/index.js"),
  ].join(" "),
};

function importing(path: string): string {
  return `import ${JSON.stringify(new URL(path, import.meta.url).href)};`;
}
