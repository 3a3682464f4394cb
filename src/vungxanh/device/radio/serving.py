"""The iPhone service that others read this phone's identifier from (dịch vụ GATT)."""

from bumble import att, core, gatt
from bumble.device import Connection

from vungxanh.core.tracing.adverts import IPHONE_CHARACTERISTIC, IPHONE_SERVICE
from vungxanh.device.radio.base import Answer, Refuse

SERVICE, CHARACTERISTIC = core.UUID(str(IPHONE_SERVICE)), core.UUID(str(IPHONE_CHARACTERISTIC))


def service(answer: Answer, refuse: Refuse) -> gatt.Service:
    """The service with its one characteristic: `answer` gives its value, a writer is refused and told of."""

    def write(connection: Connection, _value: bytes) -> None:
        # Bumble looks at what a characteristic allows only for encryption: without this a writer would wait for ever.
        refuse(str(connection.peer_address))
        raise att.ATT_Error(att.ErrorCode.WRITE_NOT_PERMITTED)

    value: gatt.CharacteristicValue[bytes] = gatt.CharacteristicValue(
        read=lambda connection: answer(str(connection.peer_address)), write=write
    )
    readable = gatt.Characteristic.Properties.READ, gatt.Characteristic.READABLE
    return gatt.Service(SERVICE, [gatt.Characteristic(CHARACTERISTIC, *readable, value)])
