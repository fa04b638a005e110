// Backup and export: when the last backup was made, how to make one, and everything that leaves in
// the clear, said as what it is.

import { PLAIN_EXPORT_FORMATS } from "../facts/formats.js";
import { showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { radioGroup, setError } from "../ui/fields.js";
import { send } from "../ui/messages.js";
import { roomUsed } from "../ui/room_used.js";
import { toast } from "../ui/toast.js";
import { hasPortableSlot, refreshIfLocked } from "../ui/vault_status.js";
import { errorMessage, message, plural } from "../ui/words.js";
import { automatic } from "./automatic.js";
import { checkBackup } from "./backup_check.js";
import { download, exported } from "./exporting.js";
import { leftOutList, refusedList } from "./left_out.js";
import { newPassphrase } from "./new_passphrase.js";
import { printPaper } from "./paper.js";
import { picker } from "./picker.js";
import { showTransfer } from "./transfer.js";

/** @typedef {import("../shapes.d.ts").BackupExportRequest["format"]} Target */

/** When, in the person's words. @param {number | null} atUnix */
function ago(atUnix) {
  if (atUnix === null) return message("options_backup_never");
  const day = new Intl.DateTimeFormat(message("lang"), { dateStyle: "long", timeStyle: "short" });
  return message("options_backup_last", day.format(new Date(atUnix * 1000)));
}

function lastBackup() {
  const broken = el("div", { class: "notice warn", hidden: true });
  broken.append(
    el("p", { message: "options_backup_place" }),
    el("p", { message: "options_backup_place_mend" }),
  );
  const full = el("div", { class: "notice warn", hidden: true });
  const when = el("p", { class: "lead" });
  const since = el("p", { class: "notice", hidden: true });
  const read = async () => {
    const status = await send("backup.status", {});
    const { last_at_unix, accounts_since } = status;
    broken.hidden = !status.in_one_place;
    full.hidden = !status.is_nearly_full;
    full.replaceChildren(...roomUsed(status.room).map((text) => el("p", { text })));
    when.textContent = ago(last_at_unix);
    since.textContent = plural("options_backup_since", accounts_since);
    since.hidden = last_at_unix === null || accounts_since === 0;
    return status;
  };
  return { element: el("div", {}, broken, full, when, since), read };
}

/** @param {() => Promise<unknown>} onDone */
function encrypted(onDone) {
  const own = hasPortableSlot();
  const how = radioGroup(
    "seal",
    "options_backup_seal",
    [
      { value: "own", message: "options_backup_own", hint: "options_backup_own_text" },
      { value: "other", message: "options_backup_other", hint: "options_backup_other_text" },
    ],
    own ? "own" : "other",
  );
  const chosen = newPassphrase();
  const make_ = button({ class: "button primary", type: "submit", command: "backup.export" });
  make_.append(el("span", { message: "options_backup_make" }));
  const said = el("p", { class: "notice good", role: "status", hidden: true });
  const form = el("form", { class: "panel", novalidate: true });
  form.append(el("h2", { message: "options_backup_encrypted" }));
  form.append(el("p", { message: "options_backup_encrypted_text" }), how.element, chosen.element);
  form.append(el("div", { class: "choices" }, make_), said);
  how.element.hidden = !own;
  const set = () => {
    chosen.element.hidden = how.value() === "own" && hasPortableSlot();
  };
  how.element.addEventListener("change", set);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.hidden = true;
    const passphrase = chosen.element.hidden ? null : chosen.value();
    if (passphrase === "") return;
    const what = { format: /** @type {Target} */ ("kakomi"), ...(passphrase && { passphrase }) };
    try {
      const given = await showBusy(make_, exported(what));
      if (!given) return;
      for (const file of given.files) download(file);
      said.textContent = message("options_backup_made", given.files[0]?.name ?? "");
      said.hidden = false;
      chosen.clear();
      await onDone();
    } catch (error) {
      refreshIfLocked(error);
      setError(chosen.input, errorMessage(error));
      if (chosen.element.hidden) toast(errorMessage(error));
    }
  });
  const refresh = () => {
    how.element.hidden = !hasPortableSlot();
    set();
  };
  return { element: form, refresh };
}

/** @param {() => Promise<unknown>} onDone */
function plain(onDone) {
  const formats = PLAIN_EXPORT_FORMATS.map((value) => ({
    value,
    message: `options_export_${value === "2fas" ? "twofas" : value}`,
    hint: `options_export_${value === "2fas" ? "twofas" : value}_text`,
  }));
  const which = radioGroup("target", "options_export_as", formats, "google");
  const some = picker();
  const go = button({ class: "button primary", type: "submit", command: "backup.export" });
  go.append(el("span", { message: "options_export_go" }));
  const said = el("div", { role: "status" });
  const form = el("form", { class: "panel", novalidate: true });
  form.append(el("h2", { message: "options_export_plain" }));
  form.append(el("p", { class: "notice warn", message: "options_export_warning" }));
  form.append(which.element, some.element, el("div", { class: "choices" }, go), said);

  const give = async () => {
    const format = which.value();
    const ids = some.chosen();
    const given = await exported({ format, ...(ids && { ids }) });
    if (!given) return;
    said.replaceChildren(refusedList(given.refused), leftOutList(given.left_out));
    if (format === "google") showTransfer(given.texts, onDone);
    else if (format === "paper") printPaper(given.paper);
    else for (const file of given.files) download(file);
    await onDone();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await showBusy(go, give());
    } catch (error) {
      refreshIfLocked(error);
      said.replaceChildren(el("p", { class: "problem", text: errorMessage(error) }));
    }
  });
  return { element: form, enter: some.read };
}

/** @type {import("./router.js").Room["furnish"]} */
export function furnish(room) {
  const last = lastBackup();
  const sealed = encrypted(last.read);
  const clear = plain(last.read);
  const daily = automatic();
  room.append(last.element, sealed.element, daily.element, checkBackup(), clear.element);
  return async () => {
    sealed.refresh();
    try {
      daily.show(await last.read(), hasPortableSlot());
      await clear.enter();
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  };
}
