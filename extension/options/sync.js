// The Sync section of the Settings page: off until the user turns it on; then who takes part, when the
// last exchange was, and how much space is used.

import { RECORD_KEY } from "../facts/sync.js";
import { button, el } from "../ui/dom.js";
import { radioGroup } from "../ui/fields.js";
import { errorMessage, message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { managedNote } from "../ui/policy.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { attempt } from "./attempt.js";
import { exchangeNow, syncFolderField } from "./sync_folder.js";
import { turnSyncOff } from "./sync_off.js";
import { ownFactors, turnSyncOn } from "./sync_on.js";
import { machineList, machineNameField, spacePart, timeText } from "./sync_parts.js";
import { problemNotice } from "./sync_problem.js";

/** @typedef {import("../shapes.d.ts").SyncStatus} SyncStatus */

// Items that another computer wrote arrive in several events, and an exchange stores its record last.
const ARRIVAL_MS = 500;

/** Areas that another computer wrote and that can be joined or replaced. @param {SyncStatus} status */
function isFound({ area }) {
  return area === "found" || area === "foreign";
}

/** Whether the organization does not allow this way. @param {SyncStatus} status */
function isForbidden({ allowed_ways, way }) {
  return !allowed_ways.includes(way);
}

/** Areas that keep sync from being turned on. @param {SyncStatus} status */
function hindrance({ area, way }) {
  if (area === "unavailable" && way === "folder") return message("error_sync_folder_gone");
  const states = ["incomplete", "newer", "newer_readable", "unavailable"];
  return states.includes(area) ? message(`sync_problem_${area}`) : "";
}

/** The choice of how the accounts are synchronized. @param {(way: SyncStatus["way"]) => unknown} onChoose */
function wayField(onChoose) {
  const ways = /** @type {const} */ (["browser", "folder"]);
  const choices = ways.map((value) => ({
    value,
    message: `sync_way_${value}`,
    hint: `sync_way_${value}_text`,
  }));
  const field = radioGroup("sync_way", "sync_way", choices, "browser");
  field.element.addEventListener("change", () => onChoose(field.value()));
  return {
    element: field.element,
    /** @param {SyncStatus} status */
    show({ way, allowed_ways }) {
      const inputs = field.element.querySelectorAll("input");
      for (const input of inputs) {
        const value = /** @type {SyncStatus["way"]} */ (input.value);
        input.checked = value === way;
        input.disabled = !allowed_ways.includes(value);
      }
    },
  };
}

/**
 * Shown while sync is off.
 * @param {() => Promise<unknown>} onChange
 * @param {(way: SyncStatus["way"]) => unknown} onChoose
 */
function offView(onChange, onChoose) {
  const link = el("a", { href: "#protection", message: "options_automatic_protect" });
  const space = message("lang") === "ja" ? "" : " ";
  const needs = el("p", { class: "notice" }, message("sync_needs_passphrase"), space, link);
  const way = wayField(onChoose);
  const folder = syncFolderField(onChange);
  const found = el("p", { class: "notice good" });
  const hindered = el("p", { class: "notice warn" });
  const removed = el("p", { class: "notice warn", message: "sync_was_removed" });
  const managed = managedNote();
  const turnOn = button({ class: "button primary", command: "sync.turn_on" }, icon("sync", 18));
  turnOn.append(el("span", { message: "sync_turn_on" }));
  const element = el("div", { class: "fields" }, removed, el("p", { message: "sync_intro" }));
  const account = el("p", { class: "hint", message: "sync_needs_account" });
  element.append(way.element, account, folder.element, needs, found, hindered);
  element.append(managed, el("div", { class: "choices" }, turnOn));
  return {
    element,
    /** @param {SyncStatus} status */
    show(status) {
      const forbidden = isForbidden(status);
      const hasFactor = isFound(status) || ownFactors().length > 0;
      const isReady = status.way === "browser" || (status.folder?.may_write ?? false);
      way.element.hidden = forbidden;
      way.show(status);
      account.hidden = status.way !== "browser";
      folder.show(status);
      if (forbidden) folder.element.hidden = true;
      removed.hidden = !status.was_removed;
      managed.hidden = status.policy === "allowed";
      needs.hidden = hasFactor || forbidden;
      found.hidden = !isFound(status) || forbidden;
      found.textContent = message(foundKey(status));
      hindered.textContent = forbidden || !isReady ? "" : hindrance(status);
      hindered.hidden = hindered.textContent === "";
      turnOn.disabled = forbidden || !hasFactor || !isReady || !hindered.hidden;
      turnOn.onclick = () => turnSyncOn(status, onChange);
    },
  };
}

/** Shown while sync is on. @param {() => unknown} onChange */
function onView(onChange) {
  const state = el("p", { class: "slot-state" });
  const pending = el("p", { class: "hint", message: "sync_pending" });
  const problem = problemNotice(onChange);
  const folder = syncFolderField(async () => {
    await exchangeNow();
    await onChange();
  });
  const name = machineNameField(onChange);
  const machines = machineList(onChange);
  const space = spacePart();
  const managed = managedNote();
  const now = button({ command: "sync.exchange" }, icon("sync", 18));
  now.append(el("span", { message: "sync_now" }));
  now.addEventListener("click", () =>
    attempt(now, async () => {
      const { problem: failure, is_pending } = await exchangeNow();
      if (!failure && !is_pending) toast(message("sync_done"));
      await onChange();
    }),
  );
  const off = button({ class: "button quiet", message: "sync_turn_off", command: "sync.turn_off" });
  off.addEventListener("click", () => turnSyncOff(onChange));
  const element = el("div", { class: "fields" }, state, pending, problem.element);
  element.append(folder.element);
  const parts = el("fieldset", {}, name.element, machines.element, space.element);
  element.append(parts, managed);
  element.append(el("div", { class: "choices" }, now, off));
  return {
    element,
    /** @param {SyncStatus} status */
    show(status) {
      const { last_exchange_unix: at, problem: failure } = status;
      const forbidden = isForbidden(status);
      const isWrong = forbidden || failure !== null;
      const on = at === null ? message("sync_on_never") : message("sync_on", timeText(at));
      const text = el("span", { text: forbidden ? message("sync_stopped") : on });
      pending.hidden = !status.is_pending || isWrong;
      state.classList.toggle("warn", isWrong);
      state.replaceChildren(icon(isWrong ? "warning" : "check", 18), text);
      problem.show(forbidden ? { ...status, problem: null } : status);
      parts.disabled = now.disabled = forbidden;
      folder.show(status);
      name.show(status.this_machine?.name ?? "");
      machines.show(status.others);
      space.show(status);
      managed.hidden = status.policy === "allowed";
      off.hidden = status.policy === "required";
    },
  };
}

/** @param {SyncStatus} status */
function foundKey({ way }) {
  return way === "folder" ? "sync_found_in_folder" : "sync_found";
}

/** Reads again after each exchange, and when items of another computer arrived. @param {Element} element @param {() => unknown} read */
function followExchanges(element, read) {
  const { local, sync } = chrome.storage;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @param {object} changes */
  const onLocal = (changes) => {
    if (RECORD_KEY in changes) follow();
  };
  const follow = () => {
    clearTimeout(timer);
    if (element.isConnected) timer = setTimeout(read, ARRIVAL_MS);
    else {
      local.onChanged.removeListener(onLocal);
      sync.onChanged.removeListener(follow);
    }
  };
  local.onChanged.addListener(onLocal);
  sync.onChanged.addListener(follow);
}

export function syncPanel() {
  const element = el("section", { class: "panel sync", id: "sync" });
  element.append(el("h2", { message: "sync_title", tabindex: "-1" }));
  /** @type {SyncStatus["way"] | undefined} */
  let chosen;
  const read = async () => {
    try {
      show(await send("sync.status", chosen ? { way: chosen } : {}));
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  };
  const off = offView(read, (way) => {
    chosen = way;
    return read();
  });
  const on = onView(read);
  off.element.hidden = on.element.hidden = true;
  const visible = el("p", { class: "hint" });
  element.append(off.element, on.element, visible);

  /** @param {SyncStatus} status */
  const show = (status) => {
    element.dataset.state = status.state;
    const key = status.way === "folder" ? "sync_visible_in_folder" : "sync_visible_to_google";
    visible.textContent = message(key);
    off.element.hidden = status.state !== "off";
    on.element.hidden = status.state !== "on";
    if (status.state === "off") off.show(status);
    if (status.state === "on") on.show(status);
  };

  followExchanges(element, read);
  return { element, show: read };
}
