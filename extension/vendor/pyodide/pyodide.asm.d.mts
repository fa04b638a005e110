/** The WebAssembly module's own starter, to be handed to `loadPyodide`. */
declare const createPyodideModule: (settings: unknown) => Promise<unknown>;
export default createPyodideModule;
