// Types into a text control and clears it, with the events of a keyboard. Used by code_field_writer.js.

globalThis.kakomiTypedKeys = (() => {
  /** @param {HTMLElement} element */
  const isEditable = (element) => element.isContentEditable && !("value" in element);
  /** @param {HTMLElement} element @returns {HTMLInputElement} */
  const input = (element) => /** @type {HTMLInputElement} */ (element);

  /** @param {string} character */
  function keyOf(character) {
    const isDigit = /\d/.test(character);
    const isLetter = /[a-z]/i.test(character);
    const upper = character.toUpperCase();
    return {
      key: character,
      code: isDigit ? `Digit${character}` : isLetter ? `Key${upper}` : "",
      keyCode: isDigit || isLetter ? upper.charCodeAt(0) : 0,
    };
  }

  /**
   * @param {HTMLElement} element
   * @param {string} type
   * @param {KakomiKey} key
   * @returns {boolean} whether the page did not prevent the default action
   */
  function pressed(element, type, key) {
    const common = { bubbles: true, cancelable: true, composed: true, view: null };
    return element.dispatchEvent(new KeyboardEvent(type, { ...common, ...key }));
  }

  /** @param {HTMLElement} element @param {string} type @param {string} inputType @param {string | null} data */
  function edited(element, type, inputType, data) {
    const cancelable = type === "beforeinput";
    const options = { bubbles: true, composed: true, cancelable, inputType, data };
    return element.dispatchEvent(new InputEvent(type, options));
  }

  /** @param {HTMLElement} element @param {"all" | "end"} what */
  function select(element, what) {
    if (isEditable(element)) {
      const selection = element.ownerDocument.getSelection();
      selection?.selectAllChildren(element);
      if (what === "end") selection?.collapseToEnd();
      return;
    }
    const { value } = input(element);
    try {
      input(element).setSelectionRange(what === "all" ? 0 : value.length, value.length);
    } catch {
      // Number fields have no selection; `inserted` handles that.
    }
  }

  /** @param {HTMLElement} element @param {string} character @param {boolean} replaces whether it replaces the field's text */
  function inserted(element, character, replaces) {
    if (isEditable(element)) {
      const selection = element.ownerDocument.getSelection();
      const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
      if (!range || !element.contains(range.commonAncestorContainer)) select(element, "end");
      selection?.getRangeAt(0).deleteContents();
      selection?.getRangeAt(0).insertNode(new Text(character));
      selection?.collapseToEnd();
      return true;
    }
    const field = input(element);
    const { value, maxLength } = field;
    const start = replaces ? 0 : (field.selectionStart ?? value.length);
    const end = replaces ? value.length : (field.selectionEnd ?? value.length);
    const text = value.slice(0, start) + character + value.slice(end);
    if (maxLength >= 0 && text.length > maxLength && text.length > value.length) return false;
    field.value = text;
    if (field.selectionStart !== null) field.setSelectionRange(start + 1, start + 1);
    return true;
  }

  /**
   * Types one character with the events of a key press.
   * @param {HTMLElement} element
   * @param {string} character
   * @param {boolean} replaces whether it replaces the field's text
   */
  function typed(element, character, replaces) {
    const key = keyOf(character);
    if (pressed(element, "keydown", key)) {
      const charCode = character.charCodeAt(0);
      if (pressed(element, "keypress", { ...key, keyCode: charCode, charCode })) {
        if (edited(element, "beforeinput", "insertText", character)) {
          if (inserted(element, character, replaces))
            edited(element, "input", "insertText", character);
        }
      }
    }
    pressed(element, "keyup", key);
  }

  /** Clears an editable element, as Backspace does if all of it is selected. @param {HTMLElement} element */
  function cleared(element) {
    select(element, "all");
    const key = { key: "Backspace", code: "Backspace", keyCode: 8 };
    if (pressed(element, "keydown", key)) {
      if (edited(element, "beforeinput", "deleteContentBackward", null)) {
        element.ownerDocument.getSelection()?.deleteFromDocument();
        edited(element, "input", "deleteContentBackward", null);
      }
    }
    pressed(element, "keyup", key);
  }

  /** @param {HTMLElement} element */
  const changed = (element) => element.dispatchEvent(new Event("change", { bubbles: true }));

  return Object.freeze({ changed, cleared, input, isEditable, pressed, select, typed });
})();
