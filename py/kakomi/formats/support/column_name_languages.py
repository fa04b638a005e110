"""The names of a table's columns in German, French, Spanish, Chinese and Korean.

Each mapping is one language. Its keys are the meanings of ``column_names``, and these:
``issuer``: a service, in any table; ``name``: a service in a table of logins, an account in a list
of secrets; ``account``: both, if no other column is; ``secret`` and ``kind``: only in a list of
secrets. The values are names as ``key_search.bare`` returns them, separated by spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_GERMAN = {
    "code": "einmalpasswort einmalkennwort einmalcode einrichtungsschlüssel einrichtungsschluessel"
    " authentifizierungsschlüssel zweifaktor zweifaktorauthentifizierung",
    "secret": "geheimnis geheimschlüssel geheimschluessel geheimerschlüssel schlüssel schluessel",
    "issuer": "dienst dienstname aussteller herausgeber anbieter anwendung",
    "title": "titel bezeichnung eintrag",
    "account": "konto",
    "username": "benutzername benutzer nutzername nutzer anmeldename benutzerkennung kontoname"
    " emailadresse mailadresse mail",
    "password": "passwort kennwort",
    "note": "notiz notizen bemerkung bemerkungen anmerkung anmerkungen kommentar",
    "address": "webseite internetseite internetadresse webadresse adresse link",
    "group": "ordner gruppe kategorie tresor schlagwörter",
    "pinned": "favorit favoriten",
    "algorithm": "algorithmus hashfunktion",
    "digits": "stellen ziffern stellenzahl",
    "period": "zeitraum periode intervall zeitintervall gültigkeit sekunden",
    "counter": "zähler zaehler",
    "kind": "typ art",
}
_FRENCH = {
    "code": "motdepasseàusageunique motdepasseunique codeàusageunique codeunique"
    " clédauthentification clédeconfiguration a2f doubleauthentification"
    " authentificationàdeuxfacteurs",
    "secret": "clésecrète clé clef secret clépartagée graine",
    "issuer": "service nomduservice émetteur fournisseur application appli",
    "title": "titre intitulé nomdusite",
    "name": "nom",
    "account": "compte",
    "username": "nomdutilisateur utilisateur identifiant nomducompte adresseemail adressemail"
    " courriel adressecourriel mail pseudo",
    "password": "motdepasse",
    "note": "remarque remarques commentaire commentaires",
    "address": "siteweb site siteinternet adresseweb adresseinternet adressedusite lien",
    "group": "dossier groupe catégorie étiquette étiquettes coffre",
    "pinned": "favori favoris",
    "algorithm": "algorithme",
    "digits": "chiffres nombredechiffres",
    "period": "période intervalle durée secondes",
    "counter": "compteur",
    "kind": "genre",
}
# "clave" is a password more often than the key of codes.
_SPANISH = {
    "code": "contraseñadeunsolouso contraseñadeusoúnico códigodeunsolouso clavedeconfiguración"
    " clavedeautenticación clavedelautenticador doblefactor verificaciónendospasos"
    " autenticaciónendospasos autenticacióndedosfactores",
    "secret": "secreto clavesecreta llavesecreta clavecompartida semilla",
    "issuer": "servicio nombredelservicio nombredeservicio emisor proveedor aplicación",
    "title": "título nombredelsitio",
    "name": "nombre",
    "account": "cuenta",
    "username": "nombredeusuario usuario nombredelacuenta nombredecuenta correoelectrónico correo",
    "password": "contraseña clave",
    "note": "nota notas comentario comentarios observaciones",
    "address": "sitioweb sitio páginaweb web dirección direcciónweb enlace",
    "group": "carpeta grupo categoría etiqueta etiquetas",
    "pinned": "favorito favoritos",
    "algorithm": "algoritmo",
    "digits": "dígitos númerodedígitos",
    "period": "periodo intervalo segundos",
    "counter": "contador",
    "kind": "tipo",
}
_CHINESE = {
    "code": "一次性密码 一次性密碼 动态密码 動態密碼 动态口令 动态令牌 设置密钥 設定金鑰 配置密钥"
    " 两步验证 兩步驟驗證 两步验证密钥 双重验证 雙重驗證 双重认证 双因素认证 二次验证",
    "secret": "密钥 密鑰 秘钥 金鑰 私钥 私鑰 共享密钥 种子 種子 种子密钥",
    "issuer": "服务 服務 服务名 服务名称 服務名稱 发行者 發行者 发行方 發行方 签发者 颁发者 应用"
    " 應用 应用名称 应用程序 應用程式 平台",
    "title": "标题 標題 网站名 网站名称 網站名稱 项目名称",
    "name": "名称 名稱 名字",
    "account": "账户 帐户 帳戶 账号 帐号 帳號",
    "username": "用户名 使用者名稱 用户名称 用户 使用者 登录名 登入名稱 账户名 账户名称 帳戶名稱"
    " 邮箱 電郵 邮件 电子邮件 電子郵件 电子邮箱",
    "password": "密码 密碼 口令",
    "note": "备注 備註 笔记 筆記 说明 附注 注释",
    "address": "网址 網址 网站 網站 链接 連結 地址",
    "group": "文件夹 資料夾 分组 分組 群组 群組 分类 分類 类别 類別 标签 標籤",
    "pinned": "收藏 收藏夹 最愛 我的最愛 置顶 置頂",
    "algorithm": "算法 演算法 哈希算法",
    "digits": "位数 位數",
    "period": "周期 週期 间隔 間隔 时间间隔 有效期 步长",
    "counter": "计数器 計數器",
    "kind": "类型 類型",
}
_KOREAN = {
    "code": "일회용비밀번호 일회용암호 일회용코드 설정키 2단계인증 이단계인증 이중인증 2차인증",
    "secret": "비밀키 시크릿 시크릿키 보안키 공유키 키 시드",
    "issuer": "서비스 서비스명 서비스이름 발급자 발행자 앱 앱이름",
    "title": "제목 사이트명 사이트이름 항목이름",
    "name": "이름 명칭",
    "account": "계정",
    "username": "사용자이름 사용자명 사용자 아이디 로그인id 로그인 계정명 계정이름 이메일"
    " 이메일주소 메일",
    "password": "비밀번호 암호 패스워드",
    "note": "메모 비고 노트 참고",
    "address": "웹사이트 사이트 사이트주소 웹주소 주소 링크",
    "group": "폴더 그룹 카테고리 분류 태그",
    "pinned": "즐겨찾기 고정",
    "algorithm": "알고리즘 해시",
    "digits": "자릿수 자리수",
    "period": "주기 갱신주기 간격 유효시간",
    "counter": "카운터",
    "kind": "유형 종류 방식",
}
_LANGUAGES: tuple[Mapping[str, str], ...] = (_GERMAN, _FRENCH, _SPANISH, _CHINESE, _KOREAN)


def names_of(*meanings: str) -> tuple[str, ...]:
    """Returns the names with these meanings in all languages, those of the first meaning first."""
    return tuple(
        name
        for meaning in meanings
        for language in _LANGUAGES
        for name in language.get(meaning, "").split()
    )
