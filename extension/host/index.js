// The host: the functions that Python calls in the browser. They contain no product rules.

export { alarm } from "./alarm.js";
export * as capture from "./capture.js";
export { backupFolder, syncFolder } from "./chosen_folder.js";
export * as clock from "./clock.js";
export * as codeField from "./code_field.js";
export * as crypto from "./crypto.js";
export * as downloads from "./downloads.js";
export * as offscreenKdf from "./offscreen_kdf.js";
export { opfsStore } from "./opfs_store.js";
export * as page from "./page.js";
export { unpack } from "./picture_files.js";
export { sentinel } from "./sentinel.js";
export { squarePicture } from "./square_picture.js";
export { localStore, managedStore, sessionStore } from "./stores.js";
export { syncStore } from "./sync_store.js";
export { exclusive } from "./web_lock.js";
