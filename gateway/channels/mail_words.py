"""The few words that a mail itself needs to say, in the languages that we ship."""

from __future__ import annotations

_LEFT_OUT = {
    "en": "{count} file(s) were too big for this mail. You find them on the ticket's page.",
    "es": "{count} archivo(s) no cabían en este correo. Están en la página del reporte.",
    "fr": "{count} fichier(s) étaient trop gros pour ce courriel. Ils se trouvent sur la page de la demande.",
    "de": "{count} Datei(en) waren für diese E-Mail zu groß. Sie stehen auf der Seite der Meldung.",
    "pt": "{count} arquivo(s) não couberam neste e-mail. Estão na página do pedido.",
    "zh": "{count} 个文件过大，未附在此邮件中，请在工单页面查看。",
    "vi": "{count} tệp quá lớn nên không gửi kèm thư này. Quý vị xem trên trang của yêu cầu.",
    "ht": "{count} fichye te twò gwo pou imel sa a. W ap jwenn yo sou paj demann lan.",
}


def files_left_out(count: int, language: str) -> str:
    """That files did not fit into a mail and where they are; English where we have no words."""
    return _LEFT_OUT.get(language, _LEFT_OUT["en"]).format(count=count)
