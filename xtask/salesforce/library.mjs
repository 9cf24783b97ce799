// The pinned packages lie where NODE_PATH says, which `require` reads and `import` does not.
import { createRequire } from "node:module";

export const library = createRequire(import.meta.url);
