// Asks a page about its text fields, writes a code into those that Python chose, and outlines fields. The scripts run
// in the page's main document, apart from the page's own scripts; a navigation ends all that was asked of it.

import { withinLimit } from "./time_limit.js";

const CONTROLS = "page/text_controls.js";
const SURVEY = [CONTROLS, "page/code_field_survey.js"];
const WRITER = [CONTROLS, "page/code_field_writer.js"];
const SURVEY_LIMIT_MS = 1_200;
const FILL_LIMIT_MS = 6_000; // ten boxes that open late, each after 400 ms, and a page that sends the code

/**
 * @template {unknown[]} Args
 * @template Value
 * @param {chrome.scripting.InjectionTarget} target
 * @param {string[]} files which the page forgets again
 * @param {number} limitMs
 * @param {(...args: Args) => Value} func runs in the page
 * @param {Args} args
 * @returns {Promise<{ documentId: string, value: Awaited<Value> }>}
 * @throws {Error} "page.unresponsive" after the limit; what the browser says where it refuses
 */
async function ask(target, files, limitMs, func, ...args) {
  const until = Date.now() + limitMs;
  const inject = async () => {
    await chrome.scripting.executeScript({ target, files, injectImmediately: true });
    if (Date.now() >= until) throw new Error("late");
    return chrome.scripting.executeScript({ target, func, args, injectImmediately: true });
  };
  const [answer] = await withinLimit(limitMs, inject());
  if (!answer || answer.result === undefined) throw new Error("no answer");
  const { documentId, result } = answer;
  return { documentId, value: /** @type {any} */ (result) };
}

/** @param {number} tabId @returns {Promise<boolean>} */
export async function isOpen(tabId) {
  return chrome.tabs.get(tabId).then(
    () => true,
    () => false,
  );
}

/** Runs in the page. */
function surveyInPage() {
  const { survey } = kakomiCodeFieldSurvey;
  Reflect.deleteProperty(globalThis, "kakomiCodeFieldSurvey");
  Reflect.deleteProperty(globalThis, "kakomiTextControls");
  return JSON.stringify(survey());
}

/**
 * @param {number} tabId
 * @returns {Promise<string>} JSON: the document's id, and what its fields are as JSON text
 */
export async function survey(tabId) {
  const { documentId, value } = await ask({ tabId }, SURVEY, SURVEY_LIMIT_MS, surveyInPage);
  return JSON.stringify({ document_id: documentId, survey: value });
}

/** Runs in the page. @param {number} limitMs */
function waitInPage(limitMs) {
  const { untilChanged } = kakomiCodeFieldWriter;
  Reflect.deleteProperty(globalThis, "kakomiCodeFieldWriter");
  return untilChanged(limitMs).finally(() =>
    Reflect.deleteProperty(globalThis, "kakomiTextControls"),
  );
}

/**
 * @param {number} tabId
 * @param {string} documentId
 * @param {number} limitMs
 * @returns {Promise<number>} ms that are left when the page has changed; 0 if it has not
 */
export async function waitForChange(tabId, documentId, limitMs) {
  const target = { tabId, documentIds: [documentId] };
  const limit = limitMs + SURVEY_LIMIT_MS;
  return (await ask(target, WRITER, limit, waitInPage, limitMs)).value;
}

/**
 * Runs in the page.
 * @param {string} target JSON
 * @param {string} code
 * @param {{ append: boolean, submit: boolean }} options
 */
function fillInPage(target, code, options) {
  const { fill } = kakomiCodeFieldWriter;
  Reflect.deleteProperty(globalThis, "kakomiCodeFieldWriter");
  Reflect.deleteProperty(globalThis, "kakomiTextControls");
  return fill(JSON.parse(target), code, options);
}

/**
 * @param {number} tabId
 * @param {string} documentId
 * @param {string} target JSON: references to fields
 * @param {string} code
 * @param {boolean} append
 * @param {boolean} submit
 * @returns {Promise<string>} "filled", "gone", "changed" or "rejected"
 */
export async function fill(tabId, documentId, target, code, append, submit) {
  const where = { tabId, documentIds: [documentId] };
  const options = { append, submit };
  return (await ask(where, WRITER, FILL_LIMIT_MS, fillInPage, target, code, options)).value;
}
