/**
 * QuecPython's modules as far as scripts for updates need them, in Python: they speak to the virtual module through
 * `_module`. Numbers that `_module` gives back for passing time: 0 nothing, 1 a callback is due, 2 the module is gone.
 */
export const STAND_INS = `
import binascii, sys, _module


class _Gone(BaseException):
    pass


def _deliver(callback):
    if callback is not None:
        try:
            callback([_module.status(), _module.value()])
        except Exception as error:
            sys.print_exception(error)


class _Pending:
    callback = None


def _pass_time(seconds):
    end = _module.now() + seconds
    while True:
        left = -1 if seconds < 0 else max(0, end - _module.now())
        found = _module.advance(left)
        if found == 2:
            raise _Gone()
        if found == 0:
            return
        _deliver(_Pending.callback)


class fota:
    def __init__(self, *unused, reset_disable=0, **also_unused):
        _module.create(1 if reset_disable else 0)

    def httpDownload(self, url1='', url2=None, callback=None, **unused):
        if _module.http_download(str(url1), '' if url2 is None else str(url2), 0 if callback is None else 1) != 0:
            return -1
        _Pending.callback = callback
        if not _module.blocking():
            return 0
        while True:
            found = _module.wait()
            if found == 2:
                raise _Gone()
            if found == 0:
                return _module.result()
            _deliver(callback)

    def apn_set(self, *unused, **also_unused):
        _module.note('call-not-supported')
        return -1

    def download_cancel(self):
        _module.note('call-not-supported')
        return -1

    def write(self, data, file_size):
        return _module.write(binascii.hexlify(data).decode(), file_size)

    def flush(self):
        return _module.flush()

    def verify(self):
        return _module.verify()


fota.fota = fota


class _Time:
    _before = __import__('time')

    @staticmethod
    def sleep(seconds):
        _pass_time(max(0, seconds))

    @staticmethod
    def sleep_ms(milliseconds):
        _pass_time(max(0, milliseconds) / 1000)

    @staticmethod
    def sleep_us(microseconds):
        _pass_time(max(0, microseconds) / 1000000)

    @staticmethod
    def ticks_ms():
        return int(_module.now() * 1000)

    @staticmethod
    def ticks_us():
        return int(_module.now() * 1000000)

    @staticmethod
    def ticks_diff(end, start):
        return end - start

    @staticmethod
    def ticks_add(start, more):
        return start + more

    @staticmethod
    def time():
        return 1704067200 + int(_module.now())

    @staticmethod
    def localtime(seconds=None):
        return _Time._before.localtime(_Time.time() if seconds is None else seconds)

    mktime = _before.mktime


class _Power:
    @staticmethod
    def powerRestart():
        _module.power_restart()
        raise _Gone()

    @staticmethod
    def powerDown():
        _module.power_restart()
        raise _Gone()

    @staticmethod
    def powerOnReason():
        return 1


class _Misc:
    Power = _Power


class _Os:
    _before = __import__('os')
    stat = _before.stat
    listdir = _before.listdir
    remove = _before.remove
    mkdir = _before.mkdir

    @staticmethod
    def uname():
        names = ('sysname', 'nodename', 'release', 'version', 'machine', 'qpyver')
        return tuple([name + '=' + value for name, value in zip(names, _Os.uname2())])

    @staticmethod
    def uname2():
        return ('quecpython', 'quecpython', '1.12.0', 'v1.12', _module.name(), _module.release())

    @staticmethod
    def statvfs(path):
        return (4096, 4096, 256, 128, 128, 0, 0, 0, 0, 255)


class _Modem:
    @staticmethod
    def getDevFwVersion():
        return _module.firmware() or -1

    @staticmethod
    def getDevModel():
        return _module.name()

    @staticmethod
    def getDevImei():
        return '000000000000000'

    @staticmethod
    def getDevSN():
        return 'REHEARSAL'


class _Logger:
    def __init__(self, name):
        self._name = name

    def _line(self, level, message, values):
        print(level, self._name, message % values if values else message)

    def debug(self, message, *values):
        self._line('DEBUG', message, values)

    def info(self, message, *values):
        self._line('INFO', message, values)

    def warning(self, message, *values):
        self._line('WARNING', message, values)

    def error(self, message, *values):
        self._line('ERROR', message, values)

    def critical(self, message, *values):
        self._line('CRITICAL', message, values)


class _Log:
    CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET = 50, 40, 30, 20, 10, 0

    @staticmethod
    def basicConfig(*unused, **also_unused):
        pass

    getLogger = _Logger


class _CheckNetwork:
    def __init__(self, name='', version=''):
        self._name, self._version = name, version

    def poweron_print_once(self):
        print('PROJECT_NAME     :', self._name)
        print('PROJECT_VERSION  :', self._version)
        print('FIRMWARE_VERSION :', _module.firmware() or _module.release())

    def wait_network_connected(self, timeout=60):
        _pass_time(3)
        return (3, 1)


class _CheckNet:
    CheckNetwork = _CheckNetwork
    wait_network_connected = _CheckNetwork('', '').wait_network_connected
    waitNetworkReady = wait_network_connected


class _DataCall:
    @staticmethod
    def getInfo(profile, ip_type):
        return (profile, ip_type, [1, 0, '10.0.0.2', '114.114.114.114', '8.8.8.8'])

    @staticmethod
    def setCallback(callback):
        return 0

    @staticmethod
    def setPDPContext(*unused, **also_unused):
        return 0

    @staticmethod
    def activate(profile):
        return 0


class _Net:
    @staticmethod
    def getState():
        return ([1, '0', '0', 7], [1, '0', '0', 7])

    @staticmethod
    def csqQueryPoll():
        return 28


class _Sim:
    @staticmethod
    def getStatus():
        return 1

    @staticmethod
    def getImsi():
        return '000000000000000'

    @staticmethod
    def getIccid():
        return '00000000000000000000'


for _name, _stand_in in (
    ('fota', fota), ('utime', _Time), ('time', _Time), ('misc', _Misc), ('uos', _Os), ('modem', _Modem),
    ('log', _Log), ('checkNet', _CheckNet), ('dataCall', _DataCall), ('net', _Net), ('sim', _Sim),
):
    sys.modules[_name] = _stand_in
`;
