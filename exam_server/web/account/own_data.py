"""One's own data as an archive, on request and without asking anybody (RODO 15, 20)."""

from werkzeug.wrappers import Response

from exam_server.services.person_export import gather_own_data, write_archive
from exam_server.web.access import allow
from exam_server.web.account.views import account
from exam_server.web.document_files import folder
from exam_server.web.printing import current_reader, send_archive
from exam_server.web.step_up import asks_proof
from exam_server.web.work import open_work


@account.post("/data")
@allow("account.own")
@asks_proof
def download_own_data() -> Response:
    """The archive is made after the transaction, so that nobody waits for it."""
    with open_work() as work:
        data = gather_own_data(work)
    reader = current_reader()
    return send_archive(lambda file: write_archive(file, data, folder(), reader), f"dane-{data.made_at:%Y-%m-%d}")
