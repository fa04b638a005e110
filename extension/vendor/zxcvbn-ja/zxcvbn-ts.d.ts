// A script that is imported for its effect; its type is in ../zxcvbn-core.
export {};
