export * from "@noble/ciphers/salsa.js";
