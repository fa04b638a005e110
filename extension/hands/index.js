// What Python can ask the browser for. Each hand does one thing and decides nothing.

export { alarm } from "./alarm.js";
export * as apart from "./apart.js";
export * as downloads from "./downloads.js";
export { unpack } from "./files.js";
export * as keys from "./keys.js";
export { alone } from "./lock.js";
export * as screen from "./screen.js";
export { sentinel } from "./sentinel.js";
export { shelf } from "./shelf.js";
export { board, store } from "./storage.js";
export * as surroundings from "./surroundings.js";
