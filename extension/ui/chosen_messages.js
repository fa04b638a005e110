// The messages of the language that the user chose for Kakomi. Chrome's own lookup knows the
// browser's language only.

/** @typedef {{ message: string, placeholders?: Record<string, { content: string }> }} Message */
/** @typedef {Record<string, Message | undefined>} Messages */

/**
 * Returns the message as chrome.i18n.getMessage would; empty if there is none.
 * @param {Messages} messages
 * @param {string} key
 * @param {string[]} parts
 */
export function lookUp(messages, key, parts) {
  const found = messages[key];
  if (!found) return "";
  const { message, placeholders = {} } = found;
  return message.replace(/\$(\w+)\$|\$\$/g, (placeholder, name) => {
    if (placeholder === "$$") return "$";
    const content = placeholders[name.toLowerCase()]?.content ?? "";
    return content.replace(/\$(\d)/g, (_, index) => parts[Number(index) - 1] ?? "");
  });
}

/**
 * @param {string | undefined} language that the user chose
 * @returns {Promise<Messages | null>} null: the browser's language is used
 */
export async function loadMessages(language) {
  if (!language || language === chrome.i18n.getMessage("lang")) return null;
  try {
    const answer = await fetch(chrome.runtime.getURL(`_locales/${language}/messages.json`));
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
