/** Set by the build (vite.config.ts): version of package.json. */
declare const APP_RELEASE: string;

export const appRelease: string = APP_RELEASE;
