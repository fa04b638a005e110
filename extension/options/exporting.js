// Exports: requested from the worker, after a confirmation if the export opens without the vault's own unlock
// methods, and downloaded as files.

import { send } from "../ui/messages.js";
import { withLock } from "./confirm_identity.js";

/** @typedef {import("../shapes.d.ts").BackupExportRequest} Exporting */
/** @typedef {import("../shapes.d.ts").BackupExportReply} Exported */

const FREE_AFTER_MS = 60_000;

/**
 * @param {Omit<Exporting, "again">} what
 * @returns {Promise<Exported | null>} null if the person did not confirm
 */
export function exported(what) {
  const isEncrypted = what.format === "kakomi";
  if (isEncrypted && what.passphrase === undefined) return send("backup.export", what);
  const deed = {
    title: "options_export_again",
    text: isEncrypted ? "options_export_passphrase_again_text" : "options_export_again_text",
    command: "backup.export",
  };
  return withLock(deed, (answer) =>
    send("backup.export", answer ? { ...what, again: answer } : what),
  );
}

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
export function octetsOf(base64) {
  const binary = atob(base64);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** The account URIs of an export. @param {Exported} given @returns {string[]} */
export function urisOf({ texts, files }) {
  if (texts.length > 0) return texts;
  const lines = files.flatMap((file) =>
    new TextDecoder().decode(octetsOf(file.data_base64)).split("\n"),
  );
  return lines.map((line) => line.trim()).filter((line) => /^[a-z-]+:\/\//i.test(line));
}

/** @param {Exported} given @returns {string | undefined} */
export function uriOf(given) {
  return urisOf(given)[0];
}

/** Gives it to the browser's downloads. @param {Exported["files"][number]} file */
export function download({ name, type, data_base64 }) {
  const address = URL.createObjectURL(new Blob([octetsOf(data_base64)], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), FREE_AFTER_MS);
}
