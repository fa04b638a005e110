// Code fields as React makes them: controlled inputs of its own, and those of two packages that many sites use.

import { OTPInput } from "input-otp";
import { createElement as h, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import OtpInput from "react-otp-input";

const kind = document.documentElement.dataset.kind;
const digits = (text) => text.replace(/\D/g, "");

function Field() {
  const [code, setCode] = useState("");
  globalThis.pageState = () => code;
  return h(
    "form",
    null,
    h("label", null, "Code ", h("input", { value: code, onChange: (e) => setCode(digits(e.target.value).slice(0, 6)) })),
    h("button", { disabled: code.length < 6 }, "Verify"),
  );
}

function Boxes() {
  const [cells, setCells] = useState(Array(6).fill(""));
  const inputs = useRef([]);
  globalThis.pageState = () => cells.join("");
  const change = (index) => (event) => {
    const digit = digits(event.target.value).slice(-1);
    setCells(cells.map((cell, at) => (at === index ? digit : cell)));
    if (digit) inputs.current[index + 1]?.focus();
  };
  const box = (value, index) =>
    h("input", { key: index, ref: (input) => { inputs.current[index] = input; }, value, onChange: change(index) });
  return h("div", { className: "boxes" }, cells.map(box));
}

function ReactOtpInput() {
  const [otp, setOtp] = useState("");
  globalThis.pageState = () => otp;
  return h(OtpInput, { value: otp, onChange: setOtp, numInputs: 6, inputStyle: { width: "40px" }, renderInput: (props) => h("input", props) });
}

function InputOtp() {
  const [otp, setOtp] = useState("");
  globalThis.pageState = () => otp;
  const slot = ({ char }, index) => h("div", { key: index, className: "slot" }, char);
  return h(OTPInput, { maxLength: 6, value: otp, onChange: setOtp, render: ({ slots }) => h("div", { className: "boxes" }, slots.map(slot)) });
}

const shown = { field: Field, boxes: Boxes, "react-otp-input": ReactOtpInput, "input-otp": InputOtp }[kind];
createRoot(document.getElementById("app")).render(h(shown));
