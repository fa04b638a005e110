// The global that begin.js sets for the rest of the worker, and globals that only workers have.

type RuntimeFiles = import("./runtime_files.js").RuntimeFiles;

declare global {
  var kakomiAppearance: {
    THEMES: string[];
    LANGUAGES: string[];
    theme(): string;
    language(): string;
    setTheme(value: string): void;
    setLanguage(value: string): void;
  };
  var kakomiRuntime: RuntimeFiles | undefined;
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
  // The File System Access API.
  interface FileSystemHandle {
    queryPermission(access: { mode: "read" | "readwrite" }): Promise<PermissionState>;
    requestPermission(access: { mode: "read" | "readwrite" }): Promise<PermissionState>;
  }
  interface Window {
    showDirectoryPicker(options: {
      id: string;
      mode: "read" | "readwrite";
    }): Promise<FileSystemDirectoryHandle>;
  }
  function importScripts(...urls: string[]): void;
}

export {};
