/** For tests in TypeScript; see ui-package.mjs. */
export function findChromium(): string | undefined;
