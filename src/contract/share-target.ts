/**
 * How the service worker hands files to the page that other apps shared with it: it stores them in a cache and
 * sends the browser to the page, which takes them out. Both ends write these names down; the type keeps them alike.
 */
export interface ShareTarget {
  /** Where the browser posts the files to, relative to the scope; the manifest says the same. */
  readonly action: "share";
  /** Field of the form. */
  readonly field: "files";
  /** Of the cache; the scope follows, for one origin may host several copies. */
  readonly cachePrefix: "fota-shared-files ";
  /** Query of the page that is to take the files. */
  readonly query: "?shared";
  /** Header of a stored file: its name, percent-encoded. */
  readonly nameHeader: "x-file-name";
}
