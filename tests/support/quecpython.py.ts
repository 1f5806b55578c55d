/** Stand-ins for what QuecPython has beyond MicroPython; `_bench` is the test's side (quecpython-module.ts). */
export const QUECPYTHON = `
import sys, os, _bench
from collections import namedtuple

class uos:
    stat = os.stat
    remove = os.remove
    listdir = os.listdir
    def statvfs(path):
        blocks = _bench.free_blocks()
        return (4096, 4096, 512, blocks, blocks, 0, 0, 0, 0, 255)
    def uname():
        return ('sysname=' + _bench.model(), 'nodename=' + _bench.model(), 'release=1.12.0',
                'version=v1.12 on 2023-03-01', 'machine=' + _bench.model() + ' with QUECTEL',
                'qpyver=' + _bench.release())
    def uname2():
        t = namedtuple('uname2', ('sysname', 'nodename', 'release', 'version', 'machine', 'qpyver'))
        return t(_bench.model(), _bench.model(), '1.12.0', 'v1.12', _bench.model() + ' with QUECTEL', _bench.release())

class modem:
    def getDevFwVersion():
        return _bench.version()
    def getDevModel():
        return _bench.model()

class Power:
    def powerRestart():
        _bench.restart()
        raise SystemExit

class misc:
    Power = Power

class utime:
    def sleep(seconds):
        pass
    def sleep_ms(ms):
        pass

class log:
    INFO = 2
    def basicConfig(level=None):
        pass

class fota:
    def __init__(self, *args, **named):
        self.pieces = []
    def httpDownload(self, url1=None, url2=None, callback=None, **named):
        answer = _bench.download(url1, url2 or '')
        if answer < 0:
            return answer
        if callback:
            for done in (0, 50, 100):
                callback([2 if done == 100 else 1, done])
        if answer == 1:
            _bench.restart()
            raise SystemExit
        return 0
    def write(self, piece, size):
        self.pieces.append(bytes(piece))
        return 0
    def flush(self):
        return 0
    def verify(self):
        import uhashlib, ubinascii
        h = uhashlib.sha256()
        for piece in self.pieces:
            h.update(piece)
        return _bench.verify(ubinascii.hexlify(h.digest()).decode())

for name, stand_in in (('uos', uos), ('modem', modem), ('misc', misc), ('utime', utime), ('log', log), ('fota', fota)):
    sys.modules[name] = stand_in
`;
