"""Patterns for the words in and around code fields, in ten languages: en ja zh ko de fr es pt it ru.

The patterns match text in the form that ``plain`` returns: NFKC, lower case, without accents, with
camelCase and underscores split into words.
"""

from __future__ import annotations

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATOR = re.compile(r"[\s_\-.:\[\]()#]+")
_KEEP_ACCENT = re.compile("[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff]")
_STROKES = str.maketrans("ıłø", "ilo")  # letters that Unicode does not decompose


def plain(text: str) -> str:
    """Returns the text in the form that the patterns match."""
    split = _CAMEL.sub(" ", text)
    folded = unicodedata.normalize("NFKC", split).casefold().replace("/", " / ")
    parts = (_without_accents(c) for c in folded)
    return _SEPARATOR.sub(" ", "".join(parts).translate(_STROKES)).strip()


def _without_accents(character: str) -> str:
    if character.isascii() or _KEEP_ACCENT.match(character):
        return character
    decomposed = unicodedata.normalize("NFD", character)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


# An app that makes codes.
AUTHENTICATOR = _any(
    r"authenticator",
    r"\b(authy|duo mobile|freeotp|aegis|1password|google auth)\b",
    r"\btotp\b",
    r"\bauth(entication|entification)? app\b",
    r"(two|2|multi) ?(factor|step)( auth(entication)?| verification)? (mobile |phone )?(app|device)",
    r"\b(2fa|mfa|otp|security|code generator|verification) (app|device)\b",
    r"(code|token) generator|hardware token|security token",
    r"認証(用)?(アプリ|システム)|オーセンティケーター?|トークン(アプリ|機|に表示)|ソフトウェアトークン",
    r"(身份)?(验证|認證|驗證)(器|应用|應用|程式|app)|动态(口令|密码|令牌|码)|動態(密碼|口令)",
    r"(谷歌|google|微软|microsoft) ?(身份)?(验证|驗證|認證)|\bgoogle (verification|authentication|auth|2fa|code)\b",
    r"(인증|otp|보안) ?(앱|어플|애플리케이션|기기)|인증기",
    r"authentifizierungs ?(app|anwendung)|authentifikator|codegenerator",
    r"app(lication|li)? d ?['’]? ?(authentification|identification)|authentificateur",
    r"(aplicacion|app) (de|para la?) (autenticacion|verificacion)|autenticador",
    r"aplicativo (de )?(autentica|verifica)|app (de )?autentica|gerador de codigos?",
    r"app(licazione)? (di |per l ?['’]? ?)?(autenticazione|verifica)|autenticatore",
    r"аутентификатор|приложени\w* (для )?(аутентификации|проверки)|генератор\w* кодов",
    r"(autenti|authenti|verifi|verificati|godkendel|bekraft|todennus|uwierzytelni|dogrulama|overovac)\w*[ -]?(app\w*|aplikac\w*|uygulama\w*|sovellu\w*)",
    r"aplikac\w* (uwierzytelni|weryfik|overov|autenti)\w*|ung dung xac thuc|aplikasi (autenti|pengautentikasi)\w*",
)

# Codes that can be used once.
ONE_TIME = _any(
    r"\botps?\b|\botp(code|input|field|value)?\b|\b\w*otp(code|pin|input|attempt)?\b",
    r"\b(one|single) ?(time|use) ?(pass ?)?(code|word|pin|token|passcode|password)",
    r"\botc\b|\bsaotcc\b|\bone time\b",
    r"ワンタイム(パスワード|コード|パス)?|ワンタイムpw|使い捨て(パスワード|コード)",
    r"一次性(密码|密碼|验证码|驗證碼|代码|口令|碼|码)|动态(验证码|码|密码|口令)|動態(驗證碼|密碼)",
    r"일회용 ?(비밀번호|코드|암호|인증)|otp ?(번호|코드)",
    r"einmal ?(passwort|code|kennwort|pin|schlussel)",
    r"(code|mot de passe) a usage unique|code (ephemere|temporaire)",
    r"(codigo|contrasena|clave) (de un solo uso|temporal|dinamic[oa]|de uso unico)",
    r"(codigo|senha) (de uso unico|unic[oa]|descartavel|temporari[oa]|dinamic[oa])",
    r"(codice|password) (monouso|usa e getta|temporane[oa])",
    r"одноразов\w* (код|парол|пин)\w*",
)

# A second step of signing in.
TWO_FACTOR = _any(
    r"\b(2|two|multi|second|dual|double) ?(factor|step|fa)\b|\bsecond(ary)? (login |sign in )?factor",
    r"\b2 ?fa\b|\bmfa\b|\b2sv\b|\btfa\b|\btwofactor|\btwostep|\b(login|sign in) factor\b",
    r"\b(2|two|multi) ?factor|\btwo ?step",
    r"(二|2|多|ニ) ?(段階|要素|ステップ) ?(認証|確認|ログイン)|追加認証",
    r"(双|雙|两|兩|多|二|2) ?(重|步|步骤|步驟|因素|因子|段)(式)?(身份)?(验证|驗證|认证|認證|登录|登入)?",
    r"(2|이|두|다) ?(단계|중|요소|차) ?(인증|확인|로그인)|이중 ?인증|다중 ?인증",
    r"(zwei|2|multi|mehr|doppel) ?(faktor|stuf|fach|schritt)|zweite[rn]? (faktor|schritt)|in zwei schritten",
    r"(deux|2|double|multi|second|multiples?) ?(facteurs?|etapes?|authentification|verification)|a2f\b",
    r"(dos|2|doble|multi|segundo|varios) ?(factor(es)?|pasos|etapas)|verificacion en dos",
    r"(duas|dois|2|dupla|multi|segundo|multiplos) ?(etapas|fator(es)?|passos|autenticacao|verificacao)",
    r"(due|2|doppi[oa]|secondo|multi|a piu) ?(fattor[ie]|passagg\w+|autenticazione|fasi|step)",
    r"(двух|дву|2|много) ?(фактор|этап|шаг)\w*|втор\w+ (фактор|этап)\w*",
    r"tvåfaktor|tvasteg|tvafaktor|tweestaps|twee ?factor|to ?faktor|kaksivaihe|dwuetapow|dwuskladnikow",
    r"iki (adim|faktor|asama)\w*|dvou ?(faktor|faz|krok)\w*|totrin|tofaktor|kaksi ?vaihe|dwu ?(skladnik|etap|stopni)\w*|dua (langkah|faktor)|hai (buoc|yeu to|lop)",
)

# A code of any kind.
CODE = _any(
    r"\bcode?\b|\bpass ?code\b|\bcodes\b|\btoken\b|\bverify\b|\bverif(ication|y) ?(code|number|pin)?",
    r"\b(auth|authentication|security|login|access|sms) ?code\b|\bauth\b|\bchallenge\b|\bcd\b|\bvcode\b",
    r"(認証|確認|検証|セキュリティ|ログイン|本人確認|パス)(コード|番号|キー|ナンバー)|コード|認証番号",
    r"(验证|驗證|校验|校驗|认证|認證|安全|确认|動態|动态)(码|碼|代码|代碼)|代码|代碼",
    r"(인증|확인|보안|검증|로그인) ?(코드|번호)|코드",
    r"\w*(code|kode|koden|koodi|kod\w?)\b|sicherheitsschlussel",
    r"\bcodigos?\b|\bcodice\b|\bcodici\b|\bclave\b",
    r"\bкод\w{0,2}\b",
)

# Codes for users who lost the app.
RECOVERY = _any(
    r"\bone of (the|your|these|those) (\S+ ){0,4}codes\b|\b(saved|printed|stored|downloaded|written down) codes\b",
    r"eine[nr] (ihrer|deiner|der) (\S+ ){0,3}\S*codes|l ?['’]? ?un (de vos|des) (\S+ ){0,2}codes",
    r"un[oa] de (tus|sus|los) (\S+ ){0,2}codigos|um dos (seus )?(\S+ ){0,2}codigos|uno dei (tuoi )?(\S+ ){0,2}codici",
    r"один из (\S+ ){0,3}кодов|резервн\w* код\w*|保存して(ある|おいた)|控えておいた",
    r"\b(recovery|backup|back up|scratch|rescue|emergency|reserve|fallback|restore)\b ?"
    r"(code|key|token|passcode|phrase|codes|keys|2fa|otp)?",
    r"(バックアップ|リカバリー?|復旧|復元|回復|緊急|予備|非常用|再設定)(用)?の?(コード|キー|番号|パスワード)",
    r"(恢复|恢復|备用|備用|备份|備份|救援|紧急|緊急|应急|還原|还原)(代码|代碼|码|碼|验证码|驗證碼|密钥|金鑰)",
    r"(복구|백업|예비|비상|복원) ?(코드|키|번호|인증)",
    r"(wiederherstellungs|backup|ersatz|notfall|reserve|sicherungs) ?(code|schlussel|kode|pin|token)",
    r"(code|cle)s? (de )?(secours|recuperation|sauvegarde|restauration|urgence|depannage)",
    r"(codigo|clave|llave)s? (de )?(recuperacion|respaldo|seguridad de respaldo|emergencia|reserva)",
    r"(codigo|chave)s? (de )?(recuperacao|backup|reserva|seguranca reserva|emergencia)",
    r"(codic[ei]|chiav[ei]) (di )?(recupero|backup|riserva|emergenza|ripristino|scorta)",
    r"(резервн|запасн|аварийн)\w* (код|ключ)\w*|код\w* (восстановления|доступа резерв\w*)",
    r"(aterstallnings|reserv|herstel|back ?up|gendannelses|gjenopprettings|vara|palautus) ?ko(d|o)\w*|herstelcode|kod\w* (zapasow|odzyskiwania|awaryjn)\w*|(yedek|kurtarma) kod\w*|(zaloz|obnovo)\w+ kod\w*",
)

# The user does not have the app.
LOST = _any(
    r"\b(lost|can ?['’]?t|cannot|unable|no (longer )?access|don ?['’]?t have|without|unavailable|instead)\b",
    r"使えない|利用できない|できない|使用できない|紛失|お手元にない|失くし|ない場合|表示できな",
    r"无法|無法|丢失|遺失|不可用|没有|沒有|不在身边|不能",
    r"분실|없(는|을|다|으)|사용할 수 없|이용할 수 없|잃어버",
    r"\b(verloren|nicht|kein(en|e)?|ohne|verlust)\b",
    r"\b(perdu|pas acces|impossible|sans|indisponible|plus acces|n ?['’]? ?avez pas)\b",
    r"\b(perdio|perdido|perdiste|no (puede|puedes|tiene|tienes)|sin (acceso|tu))\b",
    r"\b(perdeu|nao|sem acesso|perdi)\b",
    r"\b(perso|non (hai|puoi|e|ha|disponi)|senza)\b",
    r"потерял|нет доступа|недоступ|не можете|не работает|без доступа",
)

# The site sends the code by mail, by message or by voice.
SENT = _any(
    r"\b(sent|send|sending|emailed|texted|mailed|e mailed) (you |it |to )?(a |an |the |your )?"
    r"(\w+ ){0,4}(code|text|email|e mail|sms|message|to)\b",
    r"\b(we|just|was|been|have) (\w+ )?(sent|emailed|texted|mailed)\b|\bcheck your (e ?mail|inbox|phone|messages?)",
    r"\b(text message|sms|resend|e ?mail(ed)? (you|code|verification)|voice call|whatsapp|by (e ?mail|phone))\b",
    r"\b(in|from|via|to|by) (your |the |an? )?(e ?mail|inbox|sms|text message|text)\b|\bcodes? (was |has been )?sent\b",
    r"bandeja de entrada|caixa de entrada|posta in arrivo|boite (mail|de reception)|posteingang|входящ|收件箱|受信(箱|トレイ)|받은 ?편지함",
    r"(メール|sms|ショートメッセージ|電話|携帯).{0,14}(送|届|お知らせ|記載|通知|受信|発行)|(送信|送付|お送り)(し|い|さ)|再送",
    r"(已|会|將|将)?(发送|發送|寄送|发至|傳送|寄)(到|至|了|给|給|一|的|验证码)?|短信|簡訊|邮箱|郵箱|邮件|郵件|手机号|語音",
    r"보냈|보내 ?드|전송했|전송됐|발송",
    r"(문자|sms|이메일|메일|메시지|휴대(폰|전화)|카카오톡).{0,16}(발송|전송|보내|보냈|받)|전송(했|하|된|되)|발송|재전송",
    r"(gesendet|geschickt|gesandt|zugesandt|zugeschickt|verschickt|per (sms|e ?mail|mail|post))|\bsms\b",
    r"(envoye|recu|renvoyer|expedie)\w*|par (sms|e ?mail|courriel|texto)",
    r"(enviad[oa]|enviamos|hemos enviado|te enviamos|reenviar|recibid[oa]|recibiras|por (sms|correo|e ?mail|mensaje))",
    r"(enviad[oa]|enviamos|mandamos|reenviar|recebid[oa]|recebeu|por (sms|e ?mail|mensagem|telefone))",
    r"(inviat[oa]|abbiamo inviato|invia di nuovo|reinvia|ricevut[oa]|via (sms|e ?mail)|per (sms|e ?mail)|tramite (sms|e ?mail))",
    r"(отправ|выслан|выслал|прислал|получ\w* (по|в)|по (sms|смс|почте|эл)|смс|\bsms\b|письм)\w*",
    r"\b(skickat|skickade|skickats|gestuurd|verzonden|verstuurd|sendte?|lahet\w*|poslali|odeslali|zaslali|wysl\w+|gonder(dik|ildi|ilen)|telah (di)?kirim|da gui)\b|\be ?post\w*",
)

# Signing in, or proving one's identity.
SIGN_IN = _any(
    r"\b(sign|signing|log|logging)[ -]?(in|on)\b|\blogin\b|\blogon\b|verify (it ?['’]? ?s you|your identity)",
    r"\bconfirm (it ?['’]? ?s you|your identity)|ログイン|サインイン|本人確認|登录|登入|登錄|身份验证|로그인|본인 ?확인",
    r"anmeld|einloggen|connexion|connecter|identification|iniciar sesion|inicio de sesion|acceder|ingresar",
    r"\bentrar\b|iniciar sessao|\blogin\b|fazer login|accedi|accesso|вход|войти|войдите|авторизаци",
)

# Offers another method than the one that the page asks for.
ALTERNATIVE = _any(
    r"\b(instead|also|alternatively|rather|prefer|faster|switch to|try another|next time|set up|turn on)\b",
    r"代わりに|別の方法|こともできます|または|もできます|改用|也可以|其他方式|또는|대신|도 (사용|가능)",
    r"stattdessen|alternativ|auch|plutot|egalement|autre methode|en su lugar|tambien|otro metodo",
    r"em vez disso|tambem|outro metodo|invece|anche|in alternativa|altro metodo|вместо|также|другой способ",
)

PASSWORD = _any(
    r"\bpass ?words?\b|\bpwd\b|\bpasswd\d?\b|\bpassphrase\b|\bpw\b",
    r"パスワード|暗証|合言葉|密码|密碼|口令|비밀 ?번호|암호",
    r"\bpasswort|\bkennwort|mot de passe|\bcontrasena|\bsenhas?\b|\bпарол\w*|\bclave (de acceso|secreta|personal)",
)

# Other things that have digits or are named a code. A field with one of these is never chosen.
OTHER = _any(
    # codes of other kinds
    r"\b(coupon|promo(tion(al)?)?|voucher|discount|gift|referral|invit(e|ation)|affiliate|campaign)s?\b",
    r"\b(zip|post(al)?|postcode|zipcode|area|country|dial(ing)?|region|state|city|street|address)s?\b",
    r"\b(cvv2?|cvc2?|csc|ccv|cc|card|iban|bic|swift|sort code|routing|expir\w+|exp)\b",
    r"\b(captcha|recaptcha|hcaptcha|captcha ?code|img ?code|verify ?img|not a robot)\b",
    r"\b(in|from|shown in) the (image|picture)\b|\bcharacters? (shown|above|below|you see|in the)",
    r"\b(licen[cs]e|serial|product|activation|registration|redeem|order|booking|reservation|"
    r"tracking|invoice|item|sku|model|colou?r|http|status|language|currency|bank|branch|source|"
    r"tax|vat|insurance|policy|hotel|flight|pnr|course|class|meeting|room|game|join|team|party|"
    r"lobby|reference|support|employee|member|customer|student) ?(code|key|number|no|id)\b",
    r"\b(birth|birthday|dob|bday|ssn|social security|passport|driver|national id)\b|\bdate of\b",
    r"\b(amount|quantity|qty|price|period|interval|seconds|minutes|year|month|day)s?\b",
    r"\b(device|label|key) ?name\b|\bname (of|for) (the|your|this)\b|\bnickname\b|\bissuer\b",
    r"\b(secret|setup|private|shared|encryption|api|public|ssh|manual(ly)?) ?(key|code)\b|\bseed\b",
    r"\bsecret\b|\bhoney ?pot\b|\bhumans?\b",
    r"\b(company|school|store|shop|tenant|agent|dealer|organi[sz]ation|department|client|vendor|"
    r"merchant|facility|session|survey|voter|result|appointment|zone|pick ?up|pairing|linking|"
    r"embed|unlock|puk|alarm|door|gate|project|cost|error|delivery|entry) ?(code|number|id)\b",
    r"\bbar ?code\b|\blast (\w+ )?digits\b",
    r"\b(search|query|keywords?|q)\b|検索|キーワード|搜索|搜尋|검색|\bsuche|recherche|buscar|pesquisar|\bcerca\b|поиск",
    # Japanese
    r"クーポン|プロモ|割引|ギフト|招待|紹介|優待|キャンペーン|商品|注文|予約|追跡|シリアル|ライセンス|アクティベ",
    r"プロダクト|会議|ルーム|郵便|〒|市外局番|国番号|都道府県|住所|番地|カード(番号|会社|裏面)|有効期限|支店|口座",
    r"銀行|金融機関|画像(認証|の|に)|キャプチャ|絵に|生年月日|誕生日|年齢|会員(番号|id)|お客(様|さま)番号|社員番号",
    r"金額|数量|秘密(鍵|の)|シークレット|デバイス名|端末名|セットアップキー",
    r"(企業|会社|法人|店舗|学校|施設|団体|部署|組織|契約|代理店|受取|受け取り|ショップ|テナント)(コード|番号|id)",
    # Chinese
    r"优惠|優惠|折扣|兑换|兌換|邀请|邀請|推荐码|推薦碼|礼品|禮品|邮编|郵編|邮政|郵遞|区号|區號|银行|銀行|卡号|卡號|有效期",
    r"信用卡|图形|圖形|图片|圖片|图像|圖像|看不清|换一张|換一張|生日|出生|年龄|数量|金额|序列号|授权码|激活码|訂單|订单",
    r"密钥|金鑰|(企业|公司|商户|门店|学校|机构|单位|组织|租户|取件|取货|提货)(代码|编号|号|码)",
    # Korean
    r"쿠폰|프로모션|할인|초대|추천인|선물|우편|지역 ?번호|카드|계좌|유효 ?기간|생년|생일|나이|주소|수량|금액|주문",
    r"시리얼|라이선스|자동 ?입력 ?방지|보안 ?문자|그림|비밀 ?키",
    r"(회사|기업|학교|매장|지점|기관|사업자|업체) ?(코드|번호)",
    # German
    r"gutschein|rabatt|aktions ?code|geschenk|einladung|empfehlung|\bplz\b|postleitzahl|vorwahl|landercode",
    r"karten(nummer|pruf)|pruf ?(ziffer|nummer)|gultig bis|ablaufdatum|geburt|bankleitzahl|\bblz\b|kontonummer",
    r"kundennummer|bestell|seriennummer|lizenz|menge|betrag|sicherheitsabfrage|\bim bild",
    r"geratename|geheim|mitgliedsnummer",
    r"(firmen|kunden|mandanten|unternehmens|schul|filial|handler|partner|abstimmungs) ?(code|kennung)",
    # French
    r"\bbon (de|d)\b|code (promo|avantage|cadeau|parrain|reduction|remise)|parrainage|code postal|indicatif",
    r"\bcarte\b|cryptogramme|expiration|naissance|adresse|quantite|montant|commande|de serie|licence",
    r"l ?['’]? ?image|cle secrete|nom de l ?['’]? ?appareil",
    r"code (client|entreprise|societe|etablissement|magasin|agence|adherent)",
    # Spanish and Portuguese
    r"\bcupon|\bcupom|descuento|desconto|promocion|promocao|promocional|regalo|presente|invitacion|convite",
    r"codigo postal|\bcep\b|\bc p\b|prefijo|tarjeta|cartao|vencimiento|validade|caducidad|nacimiento|nascimento",
    r"direccion|endereco|cantidad|quantidade|importe|pedido|de serie|licencia|licenca|imagen|imagem",
    r"clave secreta|chave secreta|\bcpf\b|\bdni\b|agencia",
    r"codigo (d[aeo]s? )?(la )?(empresa|cliente|tienda|loja|escuela|escola|sucursal|socio|agente)",
    # Italian
    r"sconto|buono|regalo|invito|\bcap\b|codice (postale|fiscale|cliente|promozionale|prodotto|ordine)",
    r"prefisso|\bcarta\b|scadenza|nascita|indirizzo|quantita|importo|ordine|seriale|licenza|immagine",
    r"chiave segreta|codice (azienda|ditta|negozio|scuola|filiale|agente)",
    # Russian
    r"промокод|купон|скид|подарочн|приглаш|индекс|код (города|страны|региона|товара|заказа)|карт[аыу]\b",
    r"срок действия|рожден|адрес|количество|сумма|заказ|серийн|лиценз|картинк|изображени|капч",
    r"секретн\w+ ключ|\bинн\b|снилс|паспорт",
    r"код (компании|организации|клиента|магазина|школы|филиала|агента|партнера)",
    r"rabat\w* ?ko|kod\w* (rabatow|promocyjn|pocztow)\w*|kortingscode|postnummer|indirim kod|posta kod|slevov|alennuskoodi|personnummer",
)

# Names of fields for something else. A field with one of these and no name of a code is not chosen.
PERSONAL = _any(
    r"\b(phone|mobile|tel|telephone|fax|cell|e ?mail|mail address|user|username|user ?id|login|log)\b",
    r"\b(first|last|full|account|nick|display) ?name\b|\bname\b|\b(company|city|organi[sz]ation)\b",
    r"\b(author|comment|message|filter|subject|website|url|q|note|title)\b",
    r"^(digits|(code )?length|counter|algorithm|type)$|^(桁数|アルゴリズム|位数|算法|자릿수|알고리즘|stellen)$",
    r"電話|携帯|メール|ユーザー|ログインid|氏名|名前|\bid\b",
    r"手机|手機|电话|電話|邮箱|郵箱|用户名|用戶名|账号|帳號|姓名",
    r"휴대|전화|이메일|아이디|사용자|이름",
    r"telefon|handy|mobil|benutzer|nutzername|\bkonto",
    r"telephone|portable|courriel|identifiant|utilisateur|\bnom\b",
    r"telefono|telefone|celular|movil|correo|usuario|utilizador|nombre|\bnome\b|cuenta|conta\b",
    r"cellulare|posta elettronica|utente",
    r"телефон|почт[аы]|логин|имя|пользовател",
)

# Channels other than an app by which a code comes.
CHANNEL = _any(
    r"\b(sms|e ?mail|mail|text message|whatsapp|telegram|voice)\b",
    r"メール|ショートメッセージ|短信|簡訊|邮箱|郵箱|邮件|郵件|手机(号)?验证|문자|이메일|휴대(폰|전화)",
    r"\b(correo|courriel|texto|mensaje|mensagem|messaggio)\b|смс|\bпочт",
)

# Sends a code again.
RESEND = _any(
    r"\bre ?send|\bsend (it|the (code|email|message)|a new code|new code|code|sms)? ?again|send (a )?new code",
    r"did(n ?['’]? ?t| not) (get|receive)|再送|届かない|再度送|重新(发送|獲取|获取|發送)|重发|重發|收不到|재전송|다시 (보내|받)",
    r"erneut (senden|anfordern|zusenden)|noch ?mal (senden|schicken)|nicht (erhalten|bekommen)",
    r"renvoyer|pas recu|reenviar|volver a enviar|no (ha |he )?recib|reenvi|nao receb|reinvia|invia di nuovo|non (hai |ho )?ricevut",
    r"отправить (ещ|ег|код|смс|повторно|снова|заново)|выслать (снова|повторно|код)|не (пришел|пришло|получили)|повторно",
)

# Says that either a one-time code or a recovery code can be entered.
OR = _any(
    r"\b(or|oder|ou|o|u|oppure|или|either)\b| / |または|もしくは|あるいは|或|또는|でも|혹은",
)

# Numbers that never change.
FIXED_PIN = _any(r"\bpin( code)?\b|\bpin ?(nummer|number)\b|暗証|\bпин\b|\btan\b|ピン")
