// The Backup and export page.

import { PLAIN_EXPORT_FORMATS } from "../facts/formats.js";
import { showBusy } from "../ui/busy.js";
import { capacityTexts } from "../ui/capacity_used.js";
import { button, el } from "../ui/dom.js";
import { radioGroup, setError } from "../ui/fields.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { leftOutList, refusedList } from "../ui/import/left_out.js";
import { send } from "../ui/messages.js";
import { isForbidden, managedNote } from "../ui/policy.js";
import { toast } from "../ui/toast.js";
import { hasPortableSlot, refreshIfLocked } from "../ui/vault_status.js";
import { accountPicker } from "./account_picker.js";
import { automaticBackupPanel } from "./automatic_backup.js";
import { backupCheckPanel } from "./backup_check.js";
import { download, requestExport } from "./export_files.js";
import { newPassphraseFields } from "./new_passphrase.js";
import { printPaper } from "./paper.js";
import { showTransferCodes } from "./transfer.js";

/** @typedef {import("../shapes.d.ts").BackupExportRequest["format"]} ExportFormat */

/** Returns when the last backup was made. @param {number | null} atUnix */
function lastBackupText(atUnix) {
  if (atUnix === null) return message("options_backup_never");
  const day = new Intl.DateTimeFormat(message("lang"), { dateStyle: "long", timeStyle: "short" });
  return message("options_backup_last", day.format(new Date(atUnix * 1000)));
}

function lastBackupPanel() {
  const brokenNotice = el("div", { class: "notice warn", hidden: true });
  brokenNotice.append(
    el("p", { message: "options_backup_damaged" }),
    el("p", { message: "options_backup_damaged_advice" }),
  );
  const fullNotice = el("div", { class: "notice warn", hidden: true });
  const when = el("p", { class: "lead" });
  const since = el("p", { class: "notice", hidden: true });
  const read = async () => {
    const status = await send("backup.status", {});
    const { last_at_unix, accounts_since } = status;
    brokenNotice.hidden = !status.is_single_copy;
    fullNotice.hidden = !status.is_nearly_full;
    fullNotice.replaceChildren(...capacityTexts(status.capacity).map((text) => el("p", { text })));
    when.textContent = lastBackupText(last_at_unix);
    since.textContent = plural("options_backup_since", accounts_since);
    since.hidden = last_at_unix === null || accounts_since === 0;
    return status;
  };
  return { element: el("div", {}, brokenNotice, fullNotice, when, since), read };
}

/** @param {() => Promise<unknown>} onDone */
function encryptedBackupPanel(onDone) {
  const hasOwnKey = hasPortableSlot();
  const sealGroup = radioGroup(
    "seal",
    "options_backup_encrypt_with",
    [
      { value: "own", message: "options_backup_own", hint: "options_backup_own_text" },
      { value: "other", message: "options_backup_other", hint: "options_backup_other_text" },
    ],
    hasOwnKey ? "own" : "other",
  );
  const passphraseFields = newPassphraseFields();
  const submit = button({ class: "button primary", type: "submit", command: "backup.export" });
  submit.append(el("span", { message: "options_backup_make" }));
  const resultNote = el("p", { class: "notice good", role: "status", hidden: true });
  const form = el("form", { class: "panel", novalidate: true });
  form.append(el("h2", { message: "options_backup_encrypted" }));
  form.append(
    el("p", { message: "options_backup_encrypted_text" }),
    sealGroup.element,
    passphraseFields.element,
  );
  form.append(el("div", { class: "choices" }, submit), resultNote);
  sealGroup.element.hidden = !hasOwnKey;
  const showFields = () => {
    passphraseFields.element.hidden = sealGroup.value() === "own" && hasPortableSlot();
  };
  sealGroup.element.addEventListener("change", showFields);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    resultNote.hidden = true;
    const passphrase = passphraseFields.element.hidden ? null : passphraseFields.value();
    if (passphrase === "") return;
    const request = {
      format: /** @type {ExportFormat} */ ("kakomi"),
      ...(passphrase && { passphrase }),
    };
    try {
      const reply = await showBusy(submit, requestExport(request));
      if (!reply) return;
      for (const file of reply.files) download(file);
      resultNote.textContent = message("options_backup_made", reply.files[0]?.name ?? "");
      resultNote.hidden = false;
      passphraseFields.clear();
      await onDone();
    } catch (error) {
      refreshIfLocked(error);
      setError(passphraseFields.input, errorMessage(error));
      if (passphraseFields.element.hidden) toast(errorMessage(error));
    }
  });
  const refresh = () => {
    sealGroup.element.hidden = !hasPortableSlot();
    showFields();
  };
  return { element: form, refresh };
}

/** @param {typeof PLAIN_EXPORT_FORMATS[number]} format */
function isFormatForbidden(format) {
  if (format === "paper") return isForbidden("paper");
  return isForbidden(format === "google" ? "transfer_codes" : "plain_export");
}

/** @param {() => Promise<unknown>} onDone */
function plainExportPanel(onDone) {
  const allowed = PLAIN_EXPORT_FORMATS.filter((format) => !isFormatForbidden(format));
  const formats = allowed.map((value) => ({
    value,
    message: `options_export_${value === "2fas" ? "twofas" : value}`,
    hint: `options_export_${value === "2fas" ? "twofas" : value}_text`,
  }));
  const formatGroup = radioGroup("target", "options_export_as", formats, allowed[0] ?? "google");
  const accounts = accountPicker();
  const submit = button({ class: "button primary", type: "submit", command: "backup.export" });
  submit.append(el("span", { message: "options_export_button" }));
  const resultBox = el("div", { role: "status" });
  const form = el("form", { class: "panel", novalidate: true });
  form.append(el("h2", { message: "options_export_plain" }));
  const isLimited = allowed.length < PLAIN_EXPORT_FORMATS.length;
  if (allowed.length === 0) {
    form.append(managedNote(undefined, "policy_no_exports"));
    return { element: form, enter: async () => {} };
  }
  form.append(el("p", { class: "notice warn", message: "options_export_warning" }));
  if (isLimited) form.append(managedNote());
  form.append(
    formatGroup.element,
    accounts.element,
    el("div", { class: "choices" }, submit),
    resultBox,
  );

  const exportAccounts = async () => {
    const format = formatGroup.value();
    const ids = accounts.chosen();
    const reply = await requestExport({ format, ...(ids && { ids }) });
    if (!reply) return;
    resultBox.replaceChildren(refusedList(reply.refused), leftOutList(reply.left_out));
    if (format === "google") showTransferCodes(reply.texts, onDone);
    else if (format === "paper") printPaper(reply.paper);
    else for (const file of reply.files) download(file);
    await onDone();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await showBusy(submit, exportAccounts());
    } catch (error) {
      refreshIfLocked(error);
      resultBox.replaceChildren(el("p", { class: "problem", text: errorMessage(error) }));
    }
  });
  return { element: form, enter: accounts.read };
}

/** @type {import("./router.js").OptionsPage["mount"]} */
export function mount(container) {
  const last = lastBackupPanel();
  const encrypted = encryptedBackupPanel(last.read);
  const plain = plainExportPanel(last.read);
  const refresh = async () => automatic.show(await last.read(), hasPortableSlot());
  const automatic = automaticBackupPanel(refresh);
  container.append(
    last.element,
    encrypted.element,
    automatic.element,
    backupCheckPanel(),
    plain.element,
  );
  return async () => {
    encrypted.refresh();
    try {
      await refresh();
      await plain.enter();
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  };
}
