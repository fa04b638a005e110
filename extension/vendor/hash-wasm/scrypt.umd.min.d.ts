// A classic script: imported for its effect, it leaves `hashwasm` on the global object.
export {};
