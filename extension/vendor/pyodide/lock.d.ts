/** Pyodide's package list, empty: JSON text, written by the build. */
declare const lock: string;
export default lock;
