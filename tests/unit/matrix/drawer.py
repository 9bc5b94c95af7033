"""Keepsakes, as the house has them, without a database."""


class Drawer:
    def __init__(self) -> None:
        self.holds: dict[str, str] = {}

    async def kept(self, key: str) -> str | None:
        return self.holds.get(key)

    async def keep(self, key: str, value: str) -> None:
        self.holds[key] = value
