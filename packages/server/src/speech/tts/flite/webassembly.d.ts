/** The part of WebAssembly's own types that the engine uses; TypeScript ships them only with the browser's. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Record<string, unknown>;
  }
  class Memory {
    constructor(descriptor: { initial: number });
    readonly buffer: ArrayBuffer;
  }
  type Imports = Record<string, Record<string, (...args: never[]) => number>>;
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
}
