"""Patterns for what the sentences around code fields say, in ten languages: en ja zh ko de fr es pt
it ru.

They match text in the form that ``field_words.plain`` returns.
"""

from __future__ import annotations

import re


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


# An app shows the code. The app may be another one than an authenticator.
APP_CODE = _any(
    r"\bcodes? (from|in|by|shown (in|by|on)|displayed (in|by|on)|(generated|provided) (by|in)) "
    r"(the|your|an|our) ((?!bank)\S+ ){0,3}app\b",
    r"アプリ(に|で|の画面に)(表示|生成|発行)|アプリのコード",
    r"(应用|應用程式|应用程序|app)(中|里|上|內|内)?(显示|顯示|生成|產生|产生)的",
    r"앱(에|에서) ?(표시|생성)",
    r"codes? (aus|in) (der|deiner|ihrer|einer) (\S+ ){0,2}app\b",
    r"code (affiche (dans|par)|genere par|fourni par|de) (l ?['’]? ?|votre |ton )app(li|lication)?\b",
    r"codigo (que (muestra|genera|aparece en)|de|en|generado por) (la|tu|su) app(licacion)?\b",
    r"codigo (do|no|exibido no|gerado pelo|mostrado no) (seu )?(app|aplicativo)\b",
    r"codice (dell ?['’]? ?|(mostrato|generato) (dall|nell) ?['’]? ?)app(licazione)?\b",
    r"код из (\S+ )?приложения",
)

# The code is on another screen, with which this one is to be connected.
OTHER_SCREEN = _any(
    r"\b(on|from) (your|the) (tv|television|smart tv|console|set top box)\b",
    r"テレビ(に|の|画面)|电视|電視|텔레비전|\btv ?(에|화면)|fernseher|televiseur|\btele(vision)?\b",
    r"\btelevis(or|ion|ao|ore)\b|телевизор",
)

# The site verifies an address or a number, to which it has sent a code.
CONTACT = _any(
    r"\b(verify|confirm|validate) (your |the |my |a )?(new )?(mobile|phone|number|e ?mail)",
    r"\b(phone|mobile|number|e ?mail)( number| address)? (verification|confirmation)",
    r"(電話番号|メール(アドレス)?|携帯(電話)?(番号)?)の?(確認|認証)",
    r"(验证|驗證|确认|確認)(您的|你的)?(手机|手機|邮箱|郵箱|电子邮件)|(手机|手機|邮箱|郵箱)(号码|号|號碼)?(验证|驗證)",
    r"(휴대폰|휴대전화|전화번호|이메일) ?(인증|확인)",
    r"(telefonnummer|handynummer|mobilnummer|e ?mail( adresse)?) (bestatigen|verifizieren|prufen)",
    r"(bestatige|verifiziere)\w* (deine|ihre) (e ?mail|telefon|handy|mobil)",
    r"(confirme|verifie)[rz]? (votre|ton|l ?['’]?) ?(adresse )?(e ?mail|telephone|numero|courriel)",
    r"(confirma|verifica)r? (tu|su|el) (correo|telefono|numero|celular|movil|e ?mail)",
    r"(confirme|verifique|confirmar|verificar) (o )?(seu )?(e ?mail|telefone|celular|numero)",
    r"(conferma|verifica)(re)? (il tuo |l ?['’]? ?)?(indirizzo )?(e ?mail|numero|telefono|cellulare)",
    r"(подтверди\w*|подтверждение|проверка) (ваш )?(адреса? |номера? )?(электронной почты|почты|email|телефона?)",
)

# A warning not to give the code away, or a promise not to ask for it.
WARNING = _any(
    r"\b(never|do not|don ?['’]? ?t) (\w+ ){0,3}(share|give|tell|send|disclose|forward)\b",
    r"\b(will|would|shall) (never|not) (\w+ )?(ask|contact|call|send|text|e ?mail)|\bwon ?['’]? ?t (ask|text|call)",
    r"(教えない|共有しない|伝えない|送らない)で|(お尋ね|お聞き|送信)することはありません|他人に",
    r"请勿|請勿|切勿|不要(告诉|分享|透露)|不会(向|通过|索)|절대|공유하지|알려 ?주지|요구하지 않",
    r"\b(niemals|nie)\b|nicht weiter(geben|sagen)|\bjamais\b|ne (partagez|communiquez)|\bnunca\b",
    r"no (compartas|comparta)|nao compartilhe|\bmai\b|non (condividere|comunicare)|никогда|никому|не сообщайте",
)

# The field is to stay empty. It is a trap for programs that fill in every field, unless the
# sentence names a condition.
LEAVE_EMPTY = _any(
    r"\bleave (this |it |the )?(field )?(blank|empty|alone)|\bdo not (fill|enter|use)",
    r"空欄|空白のまま|入力しないで|何も入力|留空|请勿填写|請勿填|비워",
    r"leer lassen|laisse[rz] (ce champ )?vide|ne pas remplir",
    r"(deja|deje|deixe)r? (\S+ )?(\S+ )?(en blanco|vacio|em branco|vazio)|lascia(re)? vuoto|оставьте (\S+ )?пустым",
)
CONDITION = _any(
    r"\b(if|unless|when|otherwise|wenn|falls|sofern|si|se|caso|если)\b",
    r"場合|なら|如果|若|除非|경우|다면",
)

# Only how many characters the field takes.
DIGIT_HINT = re.compile(
    r"(please )?(enter |type )?(the |your |a )?(\d|four|six|eight) ?(digits?|characters?)( (number|code))?"
    r"|(数字)?\d ?(桁|文字)(の)?(数字|半角数字|番号)?(を入力)?|(请输入)?\d ?(位|個|个)(数字|數字)?"
    r"|(숫자 ?)?\d ?자리( ?숫자)?|\d ?(stellig\w*( code| zahl)?|ziffern)|(code a )?\d chiffres"
    r"|(codigo de )?\d (digitos|cifras)|(codice a )?\d cifre|\d ?(цифр\w*|значный код)"
)

# A caption that asks for a code and does not say of what.
UNSPECIFIC_CODE = re.compile(
    r"(?:\b(?:please|enter|type|input|provide|the|your|a|an|here|below|six|digits?|verification|verify|"
    r"security|login|log ?in|sign ?in|authentication|auth|confirmation|code|token|passcode|number)\b"
    r"|ご|の|を|本人|認証|確認|検証|セキュリティ|ログイン|パス|コード|番号|キー|桁|数字|入力|して(?:ください|下さい)"
    r"|请|請|输入|輸入|验证|驗證|校验|安全|登录|登入|认证|认證|确认|動態|动态|代码|代碼|码|碼|位|数字|數字"
    r"|인증|확인|보안|검증|로그인|코드|번호|자리|숫자|를|을|입력|해 ?주세요|하세요"
    r"|\b(?:bitte|den|ihren|deinen|eingeben|stellig\w*|ziffern)\b"
    r"|\b(?:bestatigungs|sicherheits|verifizierungs|anmelde|authentifizierungs|login|pruf)-? ?code\b"
    r"|\b(?:saisissez|saisir|entrez|le|votre|de|d ?['’]? ?|du|chiffres|securite|connexion|verification)\b"
    r"|\bauthentification\b|\b(?:codigo|verificacion|seguridad|confirmacion|autenticacion|introduce|"
    r"introduzca|ingresa|ingrese|escribe|el|tu|su|digitos|sesion|inicio|verificacao|seguranca|"
    r"confirmacao|autenticacao|digite|insira|o|seu)\b"
    r"|\b(?:codice|di|verifica|sicurezza|conferma|autenticazione|inserisci|il|tuo|cifre)\b"
    r"|\b(?:код|подтверждения|проверки|безопасности|входа|для|введите|цифр\w*|значный)\b"
    r"|[\W\d_])++"  # without backtracking, which a hostile page could make endless
)

# A field for the text that a YubiKey types.
HARDWARE_KEY = re.compile(r"\byubi ?key\b")
