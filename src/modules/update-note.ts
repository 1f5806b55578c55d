/**
 * Where the script on a module keeps note of the package that it fetched, so that a main.py does not fetch it again at
 * every start. Whoever runs the script by hand, and means it, removes the note first.
 */
export const NOTE_PATH = "/usr/fota_upgrade.note";
