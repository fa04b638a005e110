"""CSV and JSON tables of password managers."""

from __future__ import annotations

import json

import pytest
from kakomi.errors import FileUnknown, FileWithoutKeys
from kakomi.otp_key import Algorithm, Key, Kind
from support.format_reading import SECRET, URI, keys, names, read
from support.sample_files import HELLO


@pytest.mark.parametrize(
    "text",
    [
        f"Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\nACME,,ann,x,{HELLO},,,,\n",
        f"url,username,password,totp,extra,name,grouping,fav\n,ann,x,{HELLO},,ACME,,0\n",
        f'"Group","Title","Username","Password","URL","Notes","TOTP"\n"","ACME","ann","","","","{URI}"\n',
        f"title;username;otpUrl\r\nACME;ann;{URI}\r\n",
        f"\ufeffName\tLogin\tOne-time password\nACME\tann\t{HELLO}\n",
        f"name,secret,issuer,type,counter\nann,{HELLO},ACME,totp,\n",
        f"Title,User Name,TimeOtp-Secret-Base32,Group\nACME,ann,{HELLO},TOTP\n",
        f"url,username,password,additionalInfo,nickname,twofaSecret\n,ann,x,,ACME,{HELLO}\n",
        f"issuer,account,totp\nACME,ann,{HELLO}\n",
        f"Title,URL,Username,Password,OTPAuth URL,Notes\nACME,,ann,x,{URI},\n",
        f"Title,Username,TOTP Secret Key,Note\nACME,ann,{HELLO},\n",
        json.dumps(
            [{"name": "ann", "secret": HELLO, "issuer": "ACME", "type": "totp", "url": URI}]
        ),
    ],
)
def test_tables_of_password_managers(text: str) -> None:
    draft = read(text)
    assert draft.format == "csv"
    assert keys(draft) == [Key(secret=SECRET)]
    assert names(draft) == [("ACME", "ann")]


LOGINS = "name,url,username,password,note\nACME,https://acme.example,ann,pw,"


@pytest.mark.parametrize("note", ["", f"totp: {HELLO}", "2FA secret JBSW Y3DP EHPK 3PXP"])
def test_a_table_of_logins_without_a_column_for_keys_says_so(note: str) -> None:
    with pytest.raises(FileWithoutKeys):
        read(f'{LOGINS}"{note}"\n')


@pytest.mark.parametrize("note", [URI, f"second factor: {URI}", f"`{URI}`"])
def test_a_link_in_a_note_of_a_login_is_read(note: str) -> None:
    draft = read(f'{LOGINS}"{note}"\n')
    assert (names(draft), keys(draft)) == ([("ACME", "ann")], [Key(secret=SECRET)])


def test_a_table_with_a_column_for_keys_and_no_rows_is_empty() -> None:
    draft = read("name,login_username,login_totp\n")
    assert (draft.format, draft.entries, draft.refused) == ("csv", (), ())


def test_a_table_reports_rows_without_an_account() -> None:
    draft = read(f"name,totp,login_uri,notes\nA,{HELLO},example.com,x\nB,,,\nC,0,,\n\n")
    assert len(draft.entries) == 1
    assert draft.entries[0].address == "https://example.com"
    assert [(left.what, left.where) for left in draft.left_out] == [
        ("item_without_code", "rows[2]")
    ]
    assert [error.where for error in draft.refused] == ["rows[3].secret[0]"]


def test_a_table_with_counters() -> None:
    table = f"Title,User Name,HmacOtp-Secret-Base32,HmacOtp-Counter,Group\nA,ann,{HELLO},4,x\n"
    draft = read(table)
    assert keys(draft) == [Key(kind=Kind.HOTP, secret=SECRET)]
    assert draft.entries[0].new_account.counter == 4


def test_a_table_with_parameters_of_the_codes() -> None:
    row = {"issuer": "ACME", "name": "ann", "secret": HELLO, "url": None, "tags": ["x"]}
    made = {"type": "totp", "algorithm": "SHA512", "digits": 8, "period": 60}
    for data in (
        f"name,secret,issuer,type,algorithm,digits,period\nann,{HELLO},ACME,totp,SHA512,8,60\n",
        f"name,username,otp,algorithm,digits,period\nACME,ann,{HELLO},SHA512,8,60\n",
        "Title,User Name,TimeOtp-Secret-Base32,TimeOtp-Algorithm,TimeOtp-Length,TimeOtp-Period\n"
        f"ACME,ann,{HELLO},HMAC-SHA-512,8,60\n",
        [row | made],
    ):
        draft = read(data)
        key = Key(secret=SECRET, algorithm=Algorithm.SHA512, digits=8, period_s=60)
        assert (draft.format, keys(draft), names(draft)) == ("csv", [key], [("ACME", "ann")])
    draft = read([row | {"type": "hotp", "counter": 4}, row | {"type": "x"}, row | {"secret": {}}])
    assert draft.entries[0].new_account.counter == 4
    assert draft.entries[0].groups == ("x",)
    assert [error.where for error in draft.refused] == ["rows[1].type", "rows[2].secret"]


def test_tables_with_labels_beside_their_values() -> None:
    row = f"ACME,Username,ann,E-mail,,Password,x,Website,acme.example,One-time code,{HELLO}"
    keeper = f'Work,ACME,ann,x,acme.example,"a,b",,PIN,1,TFC:Keeper,{URI}\n,B,bob,x,,,\n'
    for text, note, group, first in (
        (f"{row}\nB,Cardholder,bob,only a note\n", "", "", 0),
        (f"Title,Field,Value,...,Note\n{row},n\nB,TOTP,,\n", "n", "", 1),
        (keeper, "a,b", "Work", 0),
        (f"Folder,Title,Login,Password,Website Address,Notes\n{keeper}", "a,b", "Work", 1),
    ):
        draft = read(text)
        assert (draft.format, keys(draft)) == ("csv", [Key(secret=SECRET)])
        assert names(draft) == [("ACME", "ann")]
        (entry,) = draft.entries
        assert (entry.note, "".join(entry.groups)) == (note, group)
        assert entry.address == "https://acme.example"
        assert [(left.what, left.where) for left in draft.left_out] == [
            ("password", f"rows[{first}]"),
            ("item_without_code", f"rows[{first + 1}]"),
        ]


def test_other_tables_have_no_format() -> None:
    for text in ("a,b\n1,2\n", "totp\nx\n", "name,totally\na,b\n", "date,amount,otp_fee_total\n"):
        with pytest.raises(FileUnknown):
            read(text)


@pytest.mark.parametrize(
    "text",
    [
        f"発行元,アカウント,シークレット\nACME,ann,{HELLO}\n",
        f"サービス名,ユーザー名,秘密鍵,メモ\nACME,ann,{HELLO},\n",
        f"サービス名;ユーザ名;シークレットキー\nACME;ann;{HELLO}\n",
        f"ｻｰﾋﾞｽ名,ﾕｰｻﾞｰ名,ｼｰｸﾚｯﾄｷｰ\nACME,ann,{HELLO}\n",
        f"サービス名，ユーザー名，シークレットキー\nACME，ann，{HELLO}\n",
        f"タイトル,URL,ユーザ名,パスワード,メモ,ワンタイムパスワード\nACME,,ann,x,,{URI}\n",
        f"サイト名\tログインID\tＵＲＬ\t2段階認証のキー\nACME\tann\t\t{HELLO}\n",
        f"サービス\tID\tシークレットキー\nACME\tann\t{HELLO}\n",
        f"アプリ,メールアドレス,ＴＯＴＰ秘密鍵\nACME,ann,{HELLO}\n",
        f"Service,Account,Secret key\nACME,ann,{HELLO}\n",
        f"App,Email,2FA key\nACME,ann,{HELLO}\n",
        f"sep=;\nname;login_username;login_totp\nACME;ann;{HELLO}\n",
        f"name|login_username|login_totp\nACME|ann|{HELLO}\n",
        f"id,name,login_username,login_totp\n7,ACME,ann,{HELLO}\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16"])
def test_tables_with_japanese_names_and_tables_of_people(text: str, encoding: str) -> None:
    draft = read(text.replace("\n", "\r\n").encode(encoding))
    assert (draft.format, keys(draft)) == ("csv", [Key(secret=SECRET)])
    assert names(draft) == [("ACME", "ann")]


def test_a_japanese_table_with_parameters_and_details() -> None:
    draft = read(
        "発行者,アカウント名,シークレットキー,アルゴリズム,桁数,周期,種別,フォルダー,メモ,お気に入り,URL\n"
        f"楽天,山田,{HELLO},SHA256,8桁,60 秒,TOTP,仕事,予備の電話,1,https://acme.example\n"
    )
    assert keys(draft) == [Key(secret=SECRET, algorithm=Algorithm.SHA256, digits=8, period_s=60)]
    entry = draft.entries[0]
    assert names(draft) == [("楽天", "山田")]
    assert (entry.groups, entry.note, entry.pinned) == (("仕事",), "予備の電話", True)
    assert entry.address == "https://acme.example"


@pytest.mark.parametrize(
    "text",
    [
        f"Titel;Benutzername;Passwort;Webseite;Einmalpasswort\nACME;ann;x;acme.example;{HELLO}\n",
        f"Dienst;Konto;TOTP-Schlüssel\nACME;ann;{HELLO}\n",
        f"Dienst;Benutzername;Geheimer Schlüssel;Notizen\nACME;ann;{HELLO};\n",
        f"Anbieter,E-Mail-Adresse,Schluessel\nACME,ann,{HELLO}\n",
        f"Bezeichnung;Anmeldename;Kennwort;2FA-Schlüssel;Ordner\nACME;ann;x;{HELLO};\n",
        f"ID;Dienst;Nutzer;Geheimnis\n7;ACME;ann;{HELLO}\n",
        f"Titre;Nom d'utilisateur;Mot de passe;URL;Clé TOTP\nACME;ann;x;;{HELLO}\n",
        f"Service;Compte;Clé secrète\nACME;ann;{HELLO}\n",
        f"Service;Nom;Clé\nACME;ann;{HELLO}\n",
        f"id;Nom;Identifiant;Mot de passe;Code à usage unique\n7;ACME;ann;x;{URI}\n",
        f"Emetteur;Identifiant;Cle secrete\nACME;ann;{HELLO}\n",
        f"Site;Identifiant;Clé secrète 2FA\nACME;ann;{HELLO}\n",
        f"Título;Usuario;Contraseña;Contraseña de un solo uso\nACME;ann;x;{URI}\n",
        f"Servicio;Cuenta;Clave secreta\nACME;ann;{HELLO}\n",
        f"Nombre;Nombre de usuario;Clave;Clave TOTP\nACME;ann;x;{HELLO}\n",
        f"Emisor,Correo electronico,Secreto\nACME,ann,{HELLO}\n",
        f"标题,用户名,密码,网址,一次性密码\nACME,ann,x,,{URI}\n",
        f"服务,账户,密钥\nACME,ann,{HELLO}\n",
        f"名称,账号,密码,两步验证密钥\nACME,ann,x,{HELLO}\n",
        f"網站名稱,帳號,密碼,雙重驗證金鑰\nACME,ann,x,{HELLO}\n",
        f"服務名稱,使用者名稱,金鑰\nACME,ann,{HELLO}\n",
        f"发行者\t邮箱\t密钥\nACME\tann\t{HELLO}\n",
        f"网站,用户名,密钥\nACME,ann,{HELLO}\n",
        f"应用,ID,TOTP密钥\nACME,ann,{HELLO}\n",
        f"제목,사용자 이름,비밀번호,URL,일회용 비밀번호\nACME,ann,x,,{URI}\n",
        f"서비스,계정,비밀 키\nACME,ann,{HELLO}\n",
        f"이름,아이디,비밀번호,OTP 키\nACME,ann,x,{HELLO}\n",
        f"서비스명,이메일,2단계 인증 키\nACME,ann,{HELLO}\n",
        f"사이트,아이디,시크릿 키\nACME,ann,{HELLO}\n",
        f"Site,User,Secret\nACME,ann,{HELLO}\n",
        f"サイト,ID,シークレットキー\nACME,ann,{HELLO}\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_tables_with_names_in_other_languages(text: str, encoding: str) -> None:
    draft = read(text.replace("\n", "\r\n").encode(encoding))
    assert (draft.format, keys(draft)) == ("csv", [Key(secret=SECRET)])
    assert names(draft) == [("ACME", "ann")]


@pytest.mark.parametrize(
    "text",
    [
        "Dienst;Konto;Schlüssel;Algorithmus;Stellen;Intervall;Ordner;Notizen;Webseite\n"
        f"ACME;ann;{HELLO};SHA256;8 Stellen;60 Sekunden;Büro;n;acme.example\n",
        "Service;Compte;Clé secrète;Algorithme;Chiffres;Période;Dossier;Commentaire;Site web\n"
        f"ACME;ann;{HELLO};SHA256;8 chiffres;60 secondes;Büro;n;acme.example\n",
        "Servicio;Cuenta;Clave secreta;Algoritmo;Dígitos;Periodo;Carpeta;Notas;Sitio web\n"
        f"ACME;ann;{HELLO};SHA256;8 dígitos;60 segundos;Büro;n;acme.example\n",
        "服务;账户;密钥;算法;位数;周期;文件夹;备注;网址\n"
        f"ACME;ann;{HELLO};SHA256;8位;60秒;Büro;n;acme.example\n",
        "서비스;계정;비밀 키;알고리즘;자릿수;주기;폴더;메모;웹사이트\n"
        f"ACME;ann;{HELLO};SHA256;8자리;60초;Büro;n;acme.example\n",
    ],
)
def test_tables_in_other_languages_with_parameters_and_details(text: str) -> None:
    draft = read(text)
    assert keys(draft) == [Key(secret=SECRET, algorithm=Algorithm.SHA256, digits=8, period_s=60)]
    (entry,) = draft.entries
    assert (entry.groups, entry.note) == (("Büro",), "n")
    assert entry.address == "https://acme.example"


@pytest.mark.parametrize(
    "line",
    ["Name;Benutzername;Passwort;Webseite;Notizen", "Titre;Identifiant;Mot de passe;Site web;Note"],
)
def test_a_table_of_logins_in_another_language_has_no_keys(line: str) -> None:
    with pytest.raises(FileWithoutKeys):
        read(f"{line}\nACME;ann;x;;\n")


@pytest.mark.parametrize("line", ["Servicio;Usuario;Clave", "Datum;Betrag;Schlüssel"])
def test_a_password_or_a_word_alone_is_no_key(line: str) -> None:
    with pytest.raises(FileUnknown):
        read(f"{line}\nACME;ann;{HELLO}\n")


@pytest.mark.parametrize("key", ["", "秘密鍵", "秘密鍵,サービス名"])
def test_a_japanese_table_of_logins_without_keys_has_none(key: str) -> None:
    with pytest.raises((FileUnknown, FileWithoutKeys)):
        read(f"名前,ユーザー名,パスワード,URL,メモ\nACME,ann,x,,{key}\n")
