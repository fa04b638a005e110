export * from "@noble/ciphers/_poly1305.js";
