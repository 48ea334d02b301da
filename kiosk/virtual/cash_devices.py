"""Virtual devices on a ccTalk line: what they answer, what they hold, and what goes wrong inside them."""

from typing import Final

_KEPT: Final = 5


class _Counting:
    """What coin acceptor and note validator have in common: a mask, a counter, the last five events."""

    def __init__(self, address: int, worths: tuple[int, ...]) -> None:
        self.address = address
        self.worths = worths  # in fen, by channel
        self.powered = True
        self.box: list[int] = []
        self.gave_back: list[int] = []
        self.counter = 0
        self.mask = 0
        self.events = [(0, 0)] * _KEPT

    @property
    def box_fen(self) -> int:
        """What lies in its box."""
        return sum(self.box)

    def restart(self) -> None:
        """It loses power and has it again: the counter begins anew, nothing is let in."""
        self.counter, self.mask = 0, 0
        self.events = [(0, 0)] * _KEPT
        self.powered = True

    def say(self, code: int) -> None:
        """Something that is no credit happens to it."""
        self._happened(0, code)

    def takes(self, fen: int) -> bool:
        """Whether it would let such a coin or note in now."""
        return self.powered and fen in self.worths and bool(self.mask >> self.worths.index(fen) & 1)

    def _happened(self, first: int, second: int) -> None:
        self.counter = self.counter % 255 + 1
        self.events = [(first, second), *self.events[: _KEPT - 1]]

    def _let_in(self, header: int, data: bytes) -> bytes | None:
        if header == 231:
            self.mask = int.from_bytes(data, "little")
            return b""
        return self.mask.to_bytes(2, "little") if header == 230 else None

    def _buffer(self) -> bytes:
        return bytes((self.counter, *(byte for pair in self.events for byte in pair)))


class VirtualCoins(_Counting):
    """A coin acceptor; a coin that it lets in falls into its box."""

    JAM, STRING, LEVER = 14, 20, 254

    def __init__(self, address: int = 2, worths: tuple[int, ...] = (100, 50, 10)) -> None:
        super().__init__(address, worths)

    def insert(self, fen: int, *, unreported: bool = False) -> bool:
        """A coin is put in; whether it was let in. `unreported`: power is lost before it could be counted."""
        if not self.takes(fen):
            self.gave_back.append(fen)
            if self.powered and self.mask:
                self.say(1 if fen not in self.worths else 2)
            return False
        self.box.append(fen)
        if unreported:
            self.restart()
        else:
            self._happened(self.worths.index(fen) + 1, 1)
        return True

    def told(self, header: int, data: bytes) -> bytes | None:
        """The answer's data; None where it declines."""
        match header:
            case 254 | 228:
                return b""
            case 229:
                return self._buffer()
            case _:
                return self._let_in(header, data)


class VirtualNotes(_Counting):
    """A note validator: a note waits in escrow until it is told what to do with it."""

    JAM, PULLED, BOX_REMOVED, BOX_FULL = 7, 8, 11, 14

    def __init__(self, address: int = 40, worths: tuple[int, ...] = (100, 500, 1000, 2000)) -> None:
        super().__init__(address, worths)
        self.master = False
        self.escrow: int | None = None
        self.lose_power_when_routed = False

    def restart(self) -> None:
        """A note that was waiting is given back."""
        super().restart()
        self.master = False
        self._return()

    def insert(self, fen: int) -> bool:
        """A note is put in; whether it waits in escrow now."""
        if not self.takes(fen) or not self.master or self.escrow is not None:
            self.gave_back.append(fen)
            return False
        self.escrow = fen
        self._happened(self.worths.index(fen) + 1, 1)
        return True

    def told(self, header: int, data: bytes) -> bytes | None:
        """The answer's data; None where it declines."""
        match header:
            case 254 | 153:
                return b""
            case 228:
                self.master = bool(data[0] & 1)
                return b""
            case 159:
                return self._buffer()
            case 154:
                return self._route(accept=bool(data[0]))
            case _:
                return self._let_in(header, data)

    def _route(self, *, accept: bool) -> bytes:
        if self.escrow is None:
            return b"\xfe"
        if not accept:
            self._return()
            self.say(1)
            return b""
        fen, self.escrow = self.escrow, None
        self.box.append(fen)
        if self.lose_power_when_routed:
            self.lose_power_when_routed = False
            self.restart()
        else:
            self._happened(self.worths.index(fen) + 1, 0)
        return b""

    def _return(self) -> None:
        if self.escrow is not None:
            self.gave_back.append(self.escrow)
            self.escrow = None


class VirtualHopper:
    """A hopper with so many coins; while it pays, one leaves it each time it is asked how far it is."""

    def __init__(self, address: int = 3, fen: int = 100, coins: int = 100, serial: int = 345678) -> None:
        self.address, self.fen, self.coins, self.serial = address, fen, coins, serial
        self.powered = True
        self.paid_out = 0  # coins that have left it since it was made
        self.jams_after: int | None = None
        self.loses_power_after: int | None = None
        self.tells_life = True
        self.stands_still = False
        self._enabled = False
        self._flags = 0
        self._event = self._remaining = self._paid = self._unpaid = 0

    @property
    def paid_fen(self) -> int:
        """What lies in its tray, or in the hands of whoever stood before it."""
        return self.paid_out * self.fen

    def restart(self) -> None:
        """It loses power and has it again: what the newest payout came to is kept."""
        self._unpaid += self._remaining
        self._event = self._remaining = 0
        self._enabled = False
        self._flags = 0
        self.powered = True

    def swap(self, serial: int) -> None:
        """Somebody puts another one in its place."""
        self.serial = serial
        self.restart()
        self._paid = self._unpaid = 0

    def told(self, header: int, data: bytes) -> bytes | None:
        """The answer's data; None where it declines."""
        match header:
            case 254:
                return b""
            case 1:
                self.restart()
                return b""
            case 164:
                self._enabled = data == b"\xa5"
                return b""
            case 167:
                return self._dispense(data)
            case 172:
                self._unpaid, self._remaining = self._remaining, 0
                return bytes((self._unpaid,))
            case _:
                return self._says(header)

    def _says(self, header: int) -> bytes | None:
        match header:
            case 242:
                return self.serial.to_bytes(3, "little")
            case 163:
                return bytes((self._flags | (0 if self._enabled else 0x80),))
            case 166:
                self._step()
                return bytes((self._event, self._remaining, self._paid, self._unpaid))
            case 168 if self.tells_life:
                return self.paid_out.to_bytes(3, "little")
            case _:
                return None

    def _dispense(self, data: bytes) -> bytes | None:
        self._event = self._event % 255 + 1
        if not self._enabled or data[:3] != self.serial.to_bytes(3, "little") or self._remaining:
            return None
        self._remaining, self._paid, self._unpaid = data[3], 0, 0
        return bytes((self._event,))

    def _step(self) -> None:
        """A coin leaves it, or it gives up."""
        if not self._remaining or self.stands_still:
            return
        if self.loses_power_after == self._paid:
            self.loses_power_after = None
            self.restart()
        elif self.jams_after == self._paid or not self.coins:
            self._flags |= 0x02 if not self.coins else 0x20
            self.jams_after = None
            self._unpaid, self._remaining = self._remaining, 0
        else:
            self.coins -= 1
            self.paid_out += 1
            self._paid += 1
            self._remaining -= 1
