"""The words that mail programs write around what they quote, in the languages of a city's people (PROTOCOL 9)."""

from __future__ import annotations

WROTE = (
    r"wrote", r"writes", r"escribi[óo]", r"ha escrito", r"escrita? por", r"a [ée]crit", r"[ée]crit", r"schrieb",
    r"geschrieben", r"escreveu", r"ha scritto", r"scritto", r"schreef", r"geschreven", r"写道", r"寫道", r"写了",
    r"寫了",
    r"đã viết", r"viết", r"ekri", r"te ekri", r"napisa[łl](?:\(a\))?", r"napisa[łl]a", r"pisze", r"пише", r"писал",
    r"написал", r"написала", r"пишет", r"napsal(?:a)?", r"skrev", r"kirjoitti", r"yazd[ıi]", r"[íi]rta", r"scris",
    r"a scris", r"έγραψε", r"作成", r"のメッセージ", r"작성", r"님이 작성", r"escriure", r"va escriure", r"כתב",
    r"كتب", r"เขียน",
    r"đã ghi",
)  # fmt: skip
ORIGINAL_MESSAGE = (
    r"original message", r"attached message", r"original appointment", r"reply message", r"mensaje original",
    r"mensagem original", r"message d['’]origine", r"message original", r"urspr[üu]ngliche (?:nachricht|mail)",
    r"messaggio originale", r"oorspronkelijk bericht", r"originalmeddelande", r"original(?:nachricht|t meddelelse)",
    r"opprinnelig melding", r"исходное сообщение", r"пересылаемое сообщение", r"oryginalna wiadomo[śs][ćc]",
    r"wiadomo[śs][ćc] oryginalna", r"p[ůu]vodn[íi] zpr[áa]va", r"原始邮件", r"原始郵件", r"原邮件", r"原文",
    r"tin nhắn gốc",
    r"thư gốc", r"mesaj orijinal", r"alkuper[äa]inen viesti", r"元のメッセージ", r"원본 메시지", r"mesaj orijinal la",
)  # fmt: skip
FORWARDED = (
    r"forwarded message", r"forwarded mail", r"mensaje reenviado", r"message transf[ée]r[ée]",
    r"weitergeleitete nachricht", r"mensagem encaminhada", r"messaggio inoltrato", r"doorgestuurd bericht",
    r"转发的邮件",
    r"转发邮件", r"thư chuyển tiếp",
)  # fmt: skip
SENT_FROM = (
    r"(?:sent|posted) (?:from|via|with|by|using) (?:my |the |a |an )?[\w@'’+&.\- ()<>:/,]{2,90}",
    r"(?:\w{1,20} )?from (?:my )?(?:mobile|iphone|ipad|android|galaxy|blackberry|phone)(?: \w{1,10})?",
    r"get outlook for \S{2,30}(?:\s*<\S{1,200}>)?", r"sent (?:on|from) the go", r"download the (?:new )?\w+ app",
    r"envoy[ée] (?:de|depuis|avec|[àa] partir de|via) (?:mon |ma |l['’])?[\w '’+.-]{2,60}",
    r"enviad[oa] (?:desde|do|de|a partir de|com|con|via) (?:mi |meu |el |o |la )?[\w '’+.\-áéíóúñ]{2,60}",
    r"obt[eé]n(?:er)? outlook para \S{2,20}.{0,100}", r"obter o outlook para \S{2,20}.{0,100}",
    r"t[ée]l[ée]charger outlook pour .{0,100}",
    r"(?:von meinem|von mobile|gesendet (?:von|mit|aus)|diese nachricht wurde von meinem) [\w '’+.\-äöü&]{2,80}",
    r"outlook f[üu]r \S{2,20} (?:herunterladen|beziehen).{0,100}", r"inviato d[ae] [\w '’+.-]{2,60}",
    r"verzonden vanaf [\w '’+.-]{2,60}", r"发自我的\s?.{2,40}", r"從我的 ?.{2,30}傳送", r"从我的 ?.{2,30}发送",
    r"发送自 ?.{2,40}",
    r"iPhoneから送信", r"(?:đã )?g[ửu]i t[ừu] .{2,40}", r"voye (?:soti|de) .{2,40}", r"wys[łl]ane z .{2,40}",
    r"отправлено (?:с|из) .{2,40}", r"skickat fr[åa]n .{2,40}", r"나의 .{2,20}에서 보냄",
)  # fmt: skip
DEVICES = (
    r"phone", r"ipad", r"android", r"samsung", r"galaxy", r"blackberry", r"outlook", r"mobile", r"mail", r"m[óo]vil",
    r"celular", r"tel[ée]phone", r"handy", r"tablet", r"yahoo", r"windows", r"device", r"pixel", r"huawei", r"xiaomi",
    r"huawe", r"motorola", r"verizon", r"t-mobile", r"at&t", r"smartphone", r"proton", r"aol", r"gmail", r"spark",
    r"k-9", r"thunderbird", r"iphone", r"телефон", r"điện thoại", r"手机",
)  # fmt: skip
ABOVE_THIS_LINE = (
    r"(?:please )?(?:reply|respond|write|type your reply) above this line",
    r"(?:por favor )?(?:responda|escriba) (?:por )?(?:encima|arriba) de esta l[ií]nea",
    r"r[ée]pond(?:re|ez) au[- ]dessus de cette ligne", r"antworten sie (?:bitte )?[üu]ber dieser (?:zeile|linie)",
)  # fmt: skip
HEADERS = {
    "from": (
        "from", "de", "von", "da", "van", "od", "от", "від", "fra", "från", "发件人", "寄件者", "寄件人", "từ",
        "kimden",
        "差出人", "보낸 사람", "nan",
    ),
    "to": (
        "to", "para", "an", "a", "aan", "à", "pour", "do", "кому", "til", "till", "收件人", "đến", "tới", "kime",
        "宛先",
        "받는 사람", "pou",
    ),
    "sent": (
        "sent", "sent at", "enviado", "enviado el", "enviada em", "enviado em", "gesendet", "envoyé", "envoyé le",
        "inviato", "verzonden", "wysłano", "отправлено", "发送时间", "寄件日期", "đã gửi", "送信日時", "보낸 날짜",
        "skickat",
        "sendt",
    ),
    "date": (
        "date", "fecha", "datum", "data", "date d'envoi", "дата", "日期", "ngày", "tarih", "dat",
    ),
    "subject": (
        "subject", "asunto", "assunto", "betreff", "objet", "sujet", "oggetto", "onderwerp", "temat", "тема", "主题",
        "主旨", "chủ đề", "tiêu đề", "ämne", "emne", "konu", "件名", "제목", "sijè",
    ),
    "cc": (
        "cc", "bcc", "cci", "kopie", "copia", "cópia", "抄送", "копия", "kopia", "reply-to", "reply to", "importance",
        "attachments", "risposta",
    ),
}  # fmt: skip
"""The fields in the head of a quoted mail; `date` may be anybody's word, `sent` is only a program's."""
