// Code fields as Vue makes them, with v-model and with a bound value.

import { computed, createApp, h, reactive, ref, vModelText, withDirectives } from "vue";

const kind = document.documentElement.dataset.kind;

const Field = {
  setup() {
    const code = ref("");
    const isWhole = computed(() => /^\d{6}$/.test(code.value));
    globalThis.pageState = () => code.value;
    return () => {
      const input = h("input", { "onUpdate:modelValue": (value) => { code.value = value; } });
      const field = withDirectives(input, [[vModelText, code.value, "", { trim: true }]]);
      return h("form", [h("label", ["Code ", field]), h("button", { disabled: !isWhole.value }, "Verify")]);
    };
  },
};

const Boxes = {
  setup() {
    const cells = reactive(Array(6).fill(""));
    globalThis.pageState = () => cells.join("");
    const onInput = (index) => (event) => {
      cells[index] = event.target.value.slice(-1);
      event.target.nextElementSibling?.focus();
    };
    return () => h("div", { class: "boxes" }, cells.map((value, index) => h("input", { value, onInput: onInput(index) })));
  },
};

createApp(kind === "field" ? Field : Boxes).mount("#app");
