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
    r"đã ghi", r"写到", r"寫到", r"quoting", r"zitat von", r"citando", r"citation de", r"folgendes",
)  # fmt: skip
ORIGINAL_MESSAGE = (
    r"original message", r"attached message", r"original e-?mail", r"e-?mail original", r"mail original",
    r"courriel original", r"correo original", r"mensaje citado", r"urspr[üu]ngliche e-?mail", r"originale nachricht",
    r"message initial", r"邮件原件", r"原始訊息", r"原始信件", r"回复的原邮件", r"转发邮件信息", r"email gốc",
    r"original appointment", r"reply message", r"mensaje original",
    r"mensagem original", r"message d['’]origine", r"message original", r"urspr[üu]ngliche (?:nachricht|mail)",
    r"messaggio originale", r"oorspronkelijk bericht", r"originalmeddelande", r"original(?:nachricht|t meddelelse)",
    r"opprinnelig melding", r"исходное сообщение", r"пересылаемое сообщение", r"oryginalna wiadomo[śs][ćc]",
    r"wiadomo[śs][ćc] oryginalna", r"p[ůu]vodn[íi] zpr[áa]va", r"原始邮件", r"原始郵件", r"原邮件", r"原文",
    r"tin nhắn gốc",
    r"thư gốc", r"mesaj orijinal", r"alkuper[äa]inen viesti", r"元のメッセージ", r"원본 메시지", r"mesaj orijinal la",
)  # fmt: skip
FORWARDED = (
    r"forwarded message", r"forwarded e?-?mail", r"begin forwarded message", r"start of forwarded message",
    r"mensaje (?:original )?reenviado", r"inicio del mensaje reenviado", r"correo reenviado",
    r"message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])", r"d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])",
    r"courriel transf[ée]r[ée]", r"weitergeleitete (?:nachricht|e-?mail|mail)",
    r"anfang der weitergeleiteten (?:nachricht|e-?mail|mail)", r"mensagem (?:encaminhada|reencaminhada)",
    r"in[ií]cio da mensagem (?:encaminhada|reencaminhada)", r"messaggio inoltrato", r"inizio messaggio inoltrato",
    r"doorgestuurd bericht", r"begin doorgestuurd bericht", r"转发的?邮件(?:信息)?", r"转发的消息", r"以下是转发的邮件",
    r"开始转发的邮件", r"轉寄的?郵件", r"轉寄郵件(?:訊息)?", r"以下是被轉寄的郵件", r"開始轉寄郵件",
    r"(?:bắt đầu )?thư (?:được |đã )?chuyển tiếp", r"tin nhắn (?:được |đã )?chuyển tiếp",
    r"email (?:được )?chuyển tiếp",
    r"(?:kòmansman )?mesaj (?:ki )?(?:transfere|voye ankò|pase)(?: a)?",
)  # fmt: skip
FORWARDED_BY = (
    r"forwarded by", r"weitergeleitet von", r"transf[ée]r[ée] par", r"r[ée]achemin[ée] par", r"reenviado por",
    r"encaminhado por", r"inoltrato da", r"doorgestuurd door",
)  # fmt: skip
"""Lotus Notes says who passed a mail on, and when, in a rule above it."""
PASSED_ON = (
    r"fwd?", r"rv", r"wg", r"tr", r"enc", r"doorst", r"vb", r"pd", r"转发", r"轉寄", r"轉發", r"转寄", r"chuyển tiếp",
    r"reenv",
)  # fmt: skip
ANSWERED = (
    r"re", r"aw", r"sv", r"antw", r"r[ée]p", r"res", r"ref", r"回复", r"答复", r"回覆", r"回復", r"trả lời", r"vs",
)  # fmt: skip
"""What mail programs write before a subject that is passed on or answered."""
SENT_FROM = (
    r"yahoo mail ?[:–-] .{3,60}", r"(?:get|download|try) .{0,30}outlook .{0,40}(?:<\S{1,200}>)?",
    r"(?:obtenir|obtenez|téléchargez|consigue|obtenga|descargar) outlook .{2,20}(?:\s*<\S{1,200}>)?",
    r"(?:obtenha|baixe|holen sie sich|laden sie|hol dir) (?:o )?outlook .{2,20}(?:\s*<\S{1,200}>)?",
    r"(?:获取|下載|下载|取得|tải|lấy|nhận|jwenn|pran) outlook .{2,20}(?:\s*<\S{1,200}>)?",
    r"取得 .{2,20} 版 outlook.{0,100}", r"获取适用于.{2,30}outlook.{0,100}",
    r"使用.{1,40}(?:发送|發送|傳送|寄出).{0,60}",
    r"发自.{2,40}", r"來自我的.{2,40}", r"来自我的.{2,40}", r"發自.{2,40}", r"从.{1,30}发送", r"從.{1,30}(?:傳送|寄出)",
    r"(?:đã |được )?g[ửu]i (?:t[ừu]|bằng|qua) .{2,100}", r"envoy[ée] (?:de|depuis|avec|[àa] partir de|via) .{2,110}",
    r"provenance ?: .{2,40}", r"enviad[oa] (?:desde|do|de|a partir de|com|con|via) .{2,110}",
    r"(?:von meine[mr](?:/meine[mr])?|gesendet (?:von|mit|aus)|diese nachricht wurde von meinem) .{2,80}",
    r"(?:sent|posted) (?:from|via|with|by|using) .{2,140}", r"voye (?:soti|de|depi) .{2,60}",
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
ADVERTS = (
    "avast.com/sig-email", "<#dab4fad8-2dd7-40bb-a1b8-4e2aa1f9fdf2>", "virus-free.", "www.avast.com", "www.avg.com",
    "checked for viruses by",
    "scanned for viruses",
    "don't often get email from", "don't often get e-mail from", "learnaboutsenderidentification",
    "no suele recibir correo", "vous ne recevez pas souvent", "vous n'obtenez pas souvent", "sie erhalten nicht oft",
    "sie erhalten nicht häufig", "você não costuma receber", "você não recebe emails", "您通常不会收到来自",
    "您不常收到來自", "bạn không thường xuyên nhận", "[quoted text hidden]", "[message clipped]",
    "[texto citado oculto]",
    "reply to this email directly", "view it on github", "visit topic or reply to this email", "to unsubscribe from",
)  # fmt: skip
"""Words, in small letters, of lines that a scanner or a mail server adds wherever it likes."""
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
        "from", "de", "von", "da", "van", "od", "от", "від", "fra", "från", "发件人", "寄件者", "寄件人", "發件人",
        "从", "từ",
        "người gửi", "kimden", "差出人", "보낸 사람", "nan", "soti nan", "expéditeur", "remitente", "remetente",
        "absender",
    ),
    "to": (
        "to", "para", "an", "a", "aan", "à", "pour", "do", "кому", "til", "till", "收件人", "收件者", "到", "đến",
        "tới",
        "người nhận", "kime", "宛先", "받는 사람", "pou", "ba", "destinataire", "destinataires", "destinatario",
        "destinatário", "empfänger",
    ),
    "sent": (
        "sent", "sent at", "enviado", "enviado el", "enviada em", "enviado em", "enviada", "gesendet", "gesendet am",
        "envoyé", "envoyé le", "inviato", "verzonden", "wysłano", "отправлено", "发送时间", "寄件日期", "發送時間",
        "傳送時間",
        "傳送日期", "发送日期", "已发送", "đã gửi", "gửi", "ngày gửi", "送信日時", "보낸 날짜", "skickat", "sendt",
        "voye",
    ),
    "date": (
        "date", "fecha", "datum", "data", "date d'envoi", "дата", "日期", "时间", "時間", "ngày", "tarih", "dat",
    ),
    "subject": (
        "subject", "asunto", "assunto", "betreff", "objet", "sujet", "oggetto", "onderwerp", "temat", "тема", "主题",
        "主旨", "主題", "标题", "chủ đề", "tiêu đề", "ämne", "emne", "konu", "件名", "제목", "sijè",
    ),
    "cc": (
        "cc", "bcc", "cci", "kopie", "copia", "cópia", "抄送", "副本", "копия", "kopia", "reply-to", "reply to",
        "importance", "attachments", "risposta", "responder a", "répondre à", "antwort an", "importancia",
        "wichtigkeit",
    ),
}  # fmt: skip
"""The fields in the head of a quoted mail; `date` may be anybody's word, `sent` is only a program's."""
