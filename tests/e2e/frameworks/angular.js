// Code fields as Angular makes them: a reactive form control, and boxes with ngModel.

import "@angular/compiler";
import "zone.js";
import { Component, provideZoneChangeDetection } from "@angular/core";
import { FormControl, FormsModule, ReactiveFormsModule, Validators } from "@angular/forms";
import { bootstrapApplication } from "@angular/platform-browser";

const kind = document.documentElement.dataset.kind;

class Field {
  code = new FormControl("", [Validators.required, Validators.pattern(/^\d{6}$/)]);

  constructor() {
    globalThis.pageState = () => (this.code.valid ? this.code.value : "");
  }
}

class Boxes {
  cells = Array.from({ length: 6 }, () => ({ value: "" }));

  constructor() {
    globalThis.pageState = () => this.cells.map(({ value }) => value).join("");
  }

  next({ target }) {
    target.nextElementSibling?.focus();
  }
}

const FIELD = `<form><label>Code <input [formControl]="code"></label><button [disabled]="!code.valid">Verify</button></form>`;
const BOXES = `<div class="boxes">@for (cell of cells; track $index) {<input maxlength="1" [(ngModel)]="cell.value" (input)="next($event)">}</div>`;
const Shown = kind === "field" ? Field : Boxes;
Component({
  selector: "#app",
  template: kind === "field" ? FIELD : BOXES,
  imports: [FormsModule, ReactiveFormsModule],
})(Shown);
bootstrapApplication(Shown, { providers: [provideZoneChangeDetection()] });
