"""What passkeys of this server are made for, wherever a page offers one."""

from exam_server.core.passkeys import find_site
from exam_server.services.passkeys import Site
from exam_server.web.work import house


def find_own_site() -> Site | None:
    """None where browsers make no passkeys: without HTTPS, and for a server that has an address alone."""
    settings = house().settings
    name = find_site(settings.public_host, settings.is_secure)
    return Site(name, settings.address) if name else None
