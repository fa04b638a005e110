// What the pages of this folder ask, until shapes.d.ts has all of it; then this file goes.

import type * as shapes from "../shapes.d.ts";

export type Row = shapes.Row;
export type Failure = shapes.Failure;
export type Kind = Row["kind"];
export type Algorithm = Row["algorithm"];

export interface SlotShown {
  id: string;
  kind: "device" | "passphrase" | "passkey" | "recovery";
  added_at_unix: number;
  credential: string;
  salt: string;
}

export interface Rules {
  after_minutes: number | null;
  at_screen_lock: boolean;
  at_browser_close: boolean;
}

export interface Status {
  state: "open" | "locked" | "lost" | "damaged" | "newer";
  format: string;
  version: number;
  generation: number;
  accounts: number;
  removed: number;
  protected: boolean;
  slots: Array<SlotShown>;
  rules: Rules;
  wait_ms: number;
}

export interface PasskeyAnswer {
  credential: string;
  output: string;
}

export interface Unlocking {
  passphrase?: string;
  recovery_key?: string;
  passkey?: PasskeyAnswer;
}

export interface NewPasskey {
  credential: string;
  salt: string;
  output: string;
}

export interface Removed {
  id: string;
  issuer: string;
  name: string;
  removed_at_unix: number;
  leaves_at_unix: number;
}

export interface RecoveryCode {
  code: string;
  used: boolean;
}

export interface Details {
  id: string;
  issuer: string;
  name: string;
  kind: Kind;
  algorithm: Algorithm;
  digits: number;
  period_s: number;
  counter: number;
  added_at_unix: number;
  origin: string;
  note: string;
  groups: Array<string>;
  icon: string;
  recovery_codes: Array<RecoveryCode>;
  emergency_note: string;
  emergency_link: string;
}

export interface Editing {
  id: string;
  issuer?: string;
  name?: string;
  note?: string;
  groups?: Array<string>;
  recovery_codes?: Array<RecoveryCode>;
  emergency_note?: string;
  emergency_link?: string;
}

export interface Imported {
  issuer: string;
  name: string;
  secret_base32: string;
  kind: Kind;
  algorithm: Algorithm;
  digits: number;
  period_s: number;
  counter: number;
  waits_for_pin: boolean;
  trashed: boolean;
  note: string;
  groups: Array<string>;
  recovery_codes: number;
  state: "new" | "known" | "namesake";
  account_id: string | null;
}

export interface LeftOut {
  what: string;
  where: string;
  count: number;
}

export interface Parts {
  of: number;
  have: Array<number>;
  missing: Array<number>;
}

export interface Preview {
  id: string;
  format: string;
  encrypted: boolean;
  accounts: Array<Imported>;
  refused: Array<Failure>;
  left_out: Array<LeftOut>;
  parts: Array<Parts>;
}

export interface ImageRead extends Preview {
  texts: Array<string>;
}

export interface Incoming {
  name: string;
  data_base64: string;
  password?: string;
  beside?: Array<{ name: string; data_base64: string }>;
}

export interface Confirming {
  id: string;
  take?: Array<number>;
  replace?: Array<number>;
  pins?: Array<{ index: number; pin: string }>;
}

export interface Confirmed {
  added: number;
  known: number;
  replaced: number;
  waiting: number;
  undo: string;
}

export type Target = "kakomi" | "otpauth" | "google" | "aegis" | "2fas" | "bitwarden" | "paper";

export interface Again {
  passphrase?: string;
  passkey?: PasskeyAnswer;
}

export interface Exporting {
  format: Target;
  passphrase?: string;
  ids?: Array<string>;
  again?: Again;
}

export interface Exported {
  files: Array<{ name: string; type: string; data_base64: string }>;
  texts: Array<string>;
  left_out: Array<LeftOut>;
}

export interface BackupStatus {
  last_at_unix: number | null;
  accounts_since: number;
  due: boolean;
  automatic: Automatic;
}

export interface Automatic {
  on: boolean;
  keep: number;
}

export interface Typed {
  issuer: string;
  name: string;
  secret_base32: string;
  kind: Kind;
  algorithm: Algorithm;
  digits: number;
  period_s: number;
  counter: number;
  pin: string;
}

export interface Looking extends Partial<Typed> {
  uri?: string;
}

/** `uri`: what account.add takes to save just that account. */
export interface Looked {
  row: Row;
  uri: string;
}

type Empty = Record<string, never>;
type Command<Args, Value> = { args: Args; value: Value };

export interface Contract {
  "sheet.read": Command<{ brief?: boolean }, shapes.Sheet>;
  "account.add": Command<shapes.Adding, shapes.Added>;
  "account.remove": Command<{ id: string }, Empty>;
  "account.restore": Command<{ id: string }, Empty>;
  "account.removed": Command<Empty, { accounts: Array<Removed> }>;
  "account.purge": Command<{ id: string }, Empty>;
  "account.details": Command<{ id: string }, Details>;
  "account.edit": Command<Editing, Empty>;
  "account.move": Command<{ id: string; before: string | null }, Empty>;
  "vault.status": Command<Empty, Status>;
  "vault.unlock": Command<Unlocking, Status>;
  "vault.lock": Command<Empty, Empty>;
  "vault.protect": Command<{ passphrase: string }, Status>;
  "vault.unprotect": Command<Empty, Status>;
  "vault.add_passkey": Command<NewPasskey, Status>;
  "vault.remove_slot": Command<{ id: string }, Status>;
  "vault.make_recovery_key": Command<Empty, { recovery_key: string }>;
  "vault.set_rules": Command<Rules, Status>;
  "vault.recover": Command<{ from: "copy" }, Status>;
  "vault.begin_anew": Command<Empty, Status>;
  "scan.image": Command<{ name: string; data_base64: string }, ImageRead>;
  "import.read": Command<Incoming, Preview>;
  "import.confirm": Command<Confirming, Confirmed>;
  "import.undo": Command<{ undo: string }, Empty>;
  "backup.export": Command<Exporting, Exported>;
  "backup.status": Command<Empty, BackupStatus>;
  "backup.set_automatic": Command<Automatic, Empty>;
  "otp.look": Command<Looking, Looked>;
}
