/** The script by which a module takes a package from its own file system (specs/quecpython.md section 1.1). */
import { pythonString } from "./python-text.ts";

/** Where script and package go on the module. */
export const SCRIPT_PATH = "/usr/fota_workshop.py";
export const PACKAGE_PATH = "/usr/FotaFile.bin";

export function localScript(path = PACKAGE_PATH): string {
  return `import fota
import uos
from misc import Power

PATH = ${pythonString(path)}


def run():
    upgrade = fota()
    size = uos.stat(PATH)[6]
    done = 0
    with open(PATH, 'rb') as package:
        while True:
            piece = package.read(1024)
            if not piece:
                break
            if upgrade.write(piece, size) != 0:
                print('write failed at', done)
                return
            done += len(piece)
            if done % 16384 < 1024:
                print('written', done, 'of', size)
    if upgrade.flush() != 0:
        print('flush failed')
        return
    if upgrade.verify() != 0:
        print('verify failed: the package is not for this firmware')
        return
    print('package verified, restarting')
    Power.powerRestart()


run()
`;
}
