import type { Plugin } from "vite";

/** As they stand once the types are gone: each on a line of its own. */
const NAMED = /^import \{ ([^}]+) \} from ("\.{1,2}\/[^"]+\.ts");/gm;
const NAMESPACE = /^import \* as (\w+) from ("\.{1,2}\/[^"]+\.ts");/gm;

/**
 * Makes imported names constants of the module that imports them. The runner reaches each of them through a getter, at
 * every use, which takes two thirds of the time of a decoder that reads constants for every bit; in the built page all
 * is one module. Needs modules that do not import each other in circles.
 */
export function localImports(): Plugin {
  return {
    name: "local-imports",
    enforce: "post",
    transform(code, id) {
      if (!/\/(?:src|workers)\/.*(?<!\.svelte)\.ts$/.test(id)) return null;
      let count = 0;
      return {
        code: code
          .replace(NAMED, (_, names: string, from: string) => {
            const module = `__module${count++}`;
            return `import * as ${module} from ${from}; const { ${names.replaceAll(" as ", ": ")} } = ${module};`;
          })
          .replace(NAMESPACE, (_, name: string, from: string) => {
            const module = `__module${count++}`;
            return `import * as ${module} from ${from}; const ${name} = { ...${module} };`;
          }),
        map: null,
      };
    },
  };
}
