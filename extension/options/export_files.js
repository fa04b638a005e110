// Requests exports from the worker and passes them to the browser as downloads. An export that opens
// without the vault's own unlock methods requires confirmation.

import { send } from "../ui/messages.js";
import { confirmIdentity } from "./confirm_identity.js";

/** @typedef {import("../shapes.d.ts").BackupExportRequest} BackupExportRequest */
/** @typedef {import("../shapes.d.ts").BackupExportReply} BackupExportReply */
/** @typedef {import("../shapes.d.ts").UnlockFactor} UnlockFactor */

const REVOKE_AFTER_MS = 60_000;

/**
 * @param {Omit<BackupExportRequest, "again">} request
 * @returns {Promise<BackupExportReply | null>} null: the user cancelled the confirmation
 */
export async function requestExport(request) {
  const isEncrypted = request.format === "kakomi";
  if (isEncrypted && request.passphrase === undefined) return send("backup.export", request);
  const exported = await requestExportWithFactor(request);
  return exported && exported.reply;
}

/**
 * Returns the factor too that the user confirmed with; null if the vault has no lock.
 * @param {Omit<BackupExportRequest, "again">} request
 * @returns {Promise<{ reply: BackupExportReply, again: UnlockFactor | null } | null>}
 */
export function requestExportWithFactor(request) {
  const isEncrypted = request.format === "kakomi";
  const action = {
    title: "options_export_confirm",
    text: isEncrypted ? "options_export_passphrase_confirm_text" : "options_export_confirm_text",
    command: "backup.export",
  };
  return confirmIdentity(action, async (again) => {
    const reply = await send("backup.export", again ? { ...request, again } : request);
    return { reply, again };
  });
}

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
function base64Bytes(base64) {
  const binary = atob(base64);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Starts a download of the file. @param {BackupExportReply["files"][number]} file */
export function download({ name, type, data_base64 }) {
  const address = URL.createObjectURL(new Blob([base64Bytes(data_base64)], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_AFTER_MS);
}
