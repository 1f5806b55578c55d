/**
 * How the service worker knows which releases are still in use: every page holds a lock that names its release, for as
 * long as it lives. Both ends write these names down; the type keeps them alike.
 */
export interface LivingPage {
  /** Of the lock; the scope, a blank and the release follow. */
  readonly lockPrefix: "fota-workshop-page ";
  /** Message to the service worker: a page is here, and others may be gone. */
  readonly tidy: "drop-unused-releases";
}
