"""What stands open in every file that a browser seals for this server: whose server, and what opens the rest."""

from pydantic import BaseModel, ConfigDict, Field


class Sealed(BaseModel):
    """`bound` begins with the kind of file; it's sealed along with the rest, as are the keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    server: str = Field(max_length=100)
    ephemeral: str = Field(max_length=100)
    iv: str = Field(max_length=20)
    sealed: str

    @property
    def bound(self) -> tuple[str, ...]:
        raise NotImplementedError

    @property
    def context(self) -> bytes:
        """What is bound to the sealed part: changed, it doesn't open."""
        return "\n".join((*self.bound, self.server, self.ephemeral)).encode()
