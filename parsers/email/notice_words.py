"""The words of legal footers and of mail servers' warnings, in the languages of a city's people.

In small letters and with `email` for `e-mail`. A value lists ways to speak of one thing; a notice speaks of several.
"""

from __future__ import annotations

import re

LEGAL: dict[str, tuple[str, ...]] = {
    "this mail": (
        "this email", "this message", "this communication", "this transmission", "this electronic", "email and any",
        "este mensaje", "este correo", "este email", "esta mensagem", "este message", "ce message", "ce courriel",
        "ce mail", "cet email", "ce courrier", "diese email", "diese nachricht", "diese mail", "dieser email",
        "本邮件", "此邮件", "本电子邮件", "本郵件", "此郵件", "本電子郵件", "email này", "thư này", "thông điệp này",
        "mesaj sa a",
        "imel sa a", "questo messaggio", "dit bericht", "deze email", "written communications", "correspondence to",
    ),
    "secret": (
        "confidential", "privileged", "proprietary", "confidencial", "privilegiad", "confidentiel", "vertraulich",
        "rechtlich geschützt", "保密", "机密", "機密", "bảo mật", "thông tin mật", "konfidansy", "riservat",
        "vertrouwelijk",
    ),
    "recipient": (
        "intended only", "intended solely", "intended exclusively", "intended recipient", "intended for", "addressee",
        "solely for", "individual or entity", "individual(s)", "named recipient", "dirigid", "destinatari",
        "destinatár",
        "destinad", "destinam-se", "destina-se", "destinataire", "adressat", "empfänger", "bestimmt", "收件人",
        "收件者", "接收者",
        "个人或群组", "指定", "người nhận", "chỉ dành cho", "ki dwe resevwa", "fèt sèlman pou", "geadresseerde",
    ),
    "error": (
        "in error", "by mistake", "inadvertently", "not the intended", "por error", "por equivocación", "par erreur",
        "irrtümlich", "versehentlich", "nicht der richtige", "por engano", "por erro", "错收", "误收", "誤收",
        "误发", "錯收",
        "如非指定", "nhầm lẫn", "nhầm", "pa erè", "per errore", "abusievelijk",
    ),
    "notify": (
        "notify", "inform the sender", "advise the sender", "contact the sender", "alert the sender", "return email",
        "notifi", "notifí", "comunique", "avise", "informe", "avertir", "prévenir", "signaler", "aviser",
        "informieren sie",
        "benachrichtigen", "verständigen", "通知", "告知", "thông báo cho", "avèti", "enfòme",
    ),
    "delete": (
        "delete", "destroy", "elimin", "bórre", "borre", "borrar", "destruya", "détrui", "supprim", "effacer",
        "löschen",
        "vernichten", "apague", "apagá", "exclua", "删除", "刪除", "xóa", "xoá", "efase", "detwi", "cancell",
        "verwijder",
    ),
    "forbidden": (
        "prohibited", "unauthorized", "unauthorised", "dissemination", "distribution", "copying", "disclos",
        "prohibi", "divulga", "interdit", "diffusion", "nicht gestattet", "untersagt", "unbefugt", "unerlaubt",
        "proibid",
        "禁止", "未经授权", "未經授權", "不得", "nghiêm cấm", "không được phép", "entèdi",
    ),
    "attachments": (
        "attachment", "attached file", "files transmitted", "attached document", "adjunto", "anexo", "fichero",
        "pièces jointes", "pièce jointe", "anhang", "anhänge", "附件", "đính kèm", "ki tache",
    ),
    "viruses": ("virus", "malware", "vírus", "viren", "病毒", "vi-rút", "vi rút", "viris"),
    "liability": (
        "liability", "liable", "responsibility", "loss or damage", "responsabil", "haftung", "haftet", "责任", "責任",
        "trách nhiệm", "responsab",
    ),
    "opinions": ("views", "opinions", "opiniones", "opiniões", "ansichten", "观点", "quan điểm", "expressed"),
    "public records": (
        "public record", "records law", "sunshine law", "freedom of information", "public disclosure", "open records",
        "available to the public", "foia", "registros públicos",
    ),
    "data protection": (
        "gdpr", "rgpd", "dsgvo", "lopd", "hipaa", "data protection", "protección de datos", "datenschutz",
        "proteção de dados", "protection des données",
    ),
    "printing": ("print", "imprim", "ausdruck", "打印", "列印", "in email này", "enprime"),
    "environment": (
        "environment", "think green", "medio ambiente", "meio ambiente", "environnement", "umwelt", "环境", "环保",
        "環境",
        "môi trường", "anviwònman",
    ),
}  # fmt: skip
LEGAL_PROOF: tuple[str, ...] = (
    "intended only", "intended solely", "intended exclusively", "intended recipient", "intended for the", "addressee",
    "individual or entity", "individual(s)", "files transmitted", "strictly prohibited", "unauthorized", "unauthorised",
    "dissemination", "this email in error", "this message in error", "received it in error", "received this in error",
    "received this communication in error", "this transmission in error", "public record", "records law", "precautions",
    "accept responsibility", "accept liability", "accepts no", "accept no", "liability for", "do not necessarily",
    "environment before", "before printing", "destinatari", "destinatár", "antes de imprimir", "medio ambiente",
    "meio ambiente", "destinataire", "pensez à", "avant d'imprimer", "par erreur", "por error", "por engano",
    "por erro",
    "adressat", "empfänger", "irrtümlich", "unbefugt", "umwelt", "错收", "误收", "誤收", "错误", "仅限", "仅供",
    "僅供", "如非指定",
    "nhầm lẫn", "chỉ dành cho", "pa erè", "fèt sèlman pou", "responsabilidad", "responsabilité", "haftung", "打印",
    "列印",
    "trước khi in", "anvan ou enprime", "per errore", "abusievelijk",
)  # fmt: skip
"""One of these stands in every legal footer, and hardly ever in a report."""

BANNER: dict[str, tuple[str, ...]] = {
    "outside": (
        "external", "outside", "externe", "extern", "extérieur", "fuera", "fora d", "außerhalb", "外部", "外界",
        "bên ngoài", "deyò", "do exterior", "not from within",
    ),
    "mail": (
        "email", "message", "sender", "correo", "mensaje", "remitente", "courriel", "expéditeur", "absender",
        "nachricht",
        "mensagem", "remetente", "邮件", "郵件", "发件人", "寄件者", "寄件人", "người gửi", "thư này", "imel", "mesaj",
    ),
    "warning": (
        "caution", "warning", "attention", "alert", "notice", "precaución", "advertencia", "atención", "avertissement",
        "achtung", "vorsicht", "warnung", "hinweis", "cuidado", "atenção", "aviso", "警告", "注意", "提醒", "小心",
        "cảnh báo",
        "chú ý", "lưu ý", "atansyon", "be careful", "exercise care", "think before",
    ),
    "click": (
        "click", "link", "attachment", "enlace", "adjunto", "clic", "lien", "pièces jointes", "anhäng", "klick",
        "anexo",
        "点击", "點擊", "點選", "链接", "連結", "附件", "nhấp", "liên kết", "đính kèm", "klike", "lyen",
    ),
    "origin": (
        "originat", "came from", "sent from", "received from", "comes from", "was sent", "originó", "proviene",
        "procede",
        "provient", "kommt von", "stammt", "wurde von", "originad", "enviado", "veio de", "来自", "來自",
        "được gửi từ", "soti",
    ),
    "trust": (
        "recogni", "trust", "verify", "know the", "unknown sender", "is safe", "suspicious", "reconozca", "conoce",
        "seguro",
        "connaissez", "sûr", "kennen", "vertrau", "sicher", "reconheça", "conheça", "认识", "信任", "確認", "认得",
        "認識",
        "biết", "tin cậy", "rekonèt", "konnen",
    ),
}  # fmt: skip

BANNER_PROOF: tuple[str, ...] = (
    "originated from outside", "originated outside", "from outside", "outside of the organi", "outside the organi",
    "outside of your", "outside your", "outside of our", "outside our", "outside of the company", "outside the company",
    "outside of the county", "outside the county", "outside the agency", "outside the network", "external sender",
    "external email", "external source", "external message", "external user", "external:", "[external]",
    "fuera de la organización", "fuera de su", "fuera de nuestra", "fuera de la empresa", "remitente externo",
    "correo externo", "origen externo", "l'extérieur de", "expéditeur externe", "courriel externe", "source externe",
    "externen absender", "externer absender", "externe email", "externe nachricht", "außerhalb der", "außerhalb ihrer",
    "fora da organização", "fora da sua", "fora da empresa", "remetente externo", "email externo", "mensagem externa",
    "组织外部", "外部邮件", "外部发件人", "外部寄件者", "組織外部", "公司外部", "来自外部", "來自外部", "外部郵件",
    "bên ngoài tổ chức", "từ bên ngoài", "người gửi bên ngoài", "deyò òganizasyon", "soti deyò",
)  # fmt: skip
"""One of these stands in every warning of the outside."""

FIRST_PERSON = re.compile(
    r"(?<![^\W\d_])(?:i|me|my|i'm|i've|mi|je|j'\w+|mon|ma|ich|mein(?:e[rmns]?)?|eu|meus?|minhas?|mwen)(?![^\W\d_])"
    r"|(?<!chúng )(?<![^\W\d_])tôi(?![^\W\d_])|我(?![们們司公])"
)
"""A person speaks. Companies say "we", and warnings say "you"."""
