// What the worker's first script leaves for the rest of it, and what only workers have.

type Files = import("./runtime_files.js").Files;

declare global {
  var kakomiFiles: Files | undefined;
  var trustedTypes: {
    createPolicy(
      name: string,
      rules: { createScriptURL(path: string): string },
    ): { createScriptURL(path: string): string };
  };
  var clients: {
    matchAll(options: { includeUncontrolled: boolean; type: "window" }): Promise<
      { url: string; postMessage(message: unknown, transfer: Transferable[]): void }[]
    >;
  };
  function importScripts(...urls: string[]): void;
}

export {};
