"""What stands open in every file that a browser seals for this server: whose server, and what opens the rest."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field


class Sealed(BaseModel):
    """`KIND` and the fields that `OWN` names are bound to the sealed part, as are the keys."""

    KIND: ClassVar[str]
    OWN: ClassVar[tuple[str, ...]]

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    server: str = Field(max_length=100)
    ephemeral: str = Field(max_length=100)
    iv: str = Field(max_length=20)
    sealed: str

    @property
    def context(self) -> bytes:
        """What is bound to the sealed part: changed, it doesn't open."""
        own = (str(getattr(self, name)) for name in self.OWN)
        return "\n".join((f"{self.KIND}/1", *own, self.server, self.ephemeral)).encode()
