"""The console's texts in both languages, and the choice of the language."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

LANGUAGES = ("ja", "en")
NAME = ("みはり番コンソール", "Mihari Console")


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language. A call with a key returns the text, escaped for HTML."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """Returns the text of ``key`` with ``values`` filled in, escaped. Raises KeyError."""
        return escape(TEXTS[key][LANGUAGES.index(self.language)].format(**values))


def choose_language(asked: str | None, remembered: str | None, accept_language: str) -> str:
    """Returns the language of ``?lang=``, of the cookie, or of Accept-Language, in this order."""
    for choice in (asked, remembered):
        if choice in LANGUAGES:
            return str(choice)
    ranked: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, quality = part.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        if language in LANGUAGES:
            ranked.append((_quality(quality), language))
    return max(ranked, key=lambda item: item[0])[1] if ranked else "en"


def _quality(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


# key: (Japanese, English)
TEXTS: dict[str, tuple[str, str]] = {
    "name": NAME,
    "badge": ("練習用", "Rehearsal"),
    "nav.products": ("製品とサービス", "Products and services"),
    "nav.mailbox": ("受信箱", "Mailbox"),
    "nav.help": ("ヘルプ", "Help"),
    "nav.keys": ("キー操作の確認", "Key check"),
    "nav.user": ("ユーザ登録情報", "User information"),
    "nav.sign-out": ("ログアウト", "Sign out"),
    "nav.menu": ("{user} のメニュー", "Menu of {user}"),
    "nav.language": ("表示言語", "Language"),
    "nav.main": ("主な画面", "Main pages"),
    "new-tab": ("（新しいタブ）", " (new tab)"),
    "foot": (
        "この画面は練習のためのものです。実在のサービスにはつながっていません。",
        "This is a console for practice. It is not connected to any real service.",
    ),
    "digits-code": ("{digits}桁のコード", "{digits}-digit code"),
    "continue": ("続行", "Continue"),
    "cancel": ("キャンセル", "Cancel"),
    "close": ("閉じる", "Close"),
    "back": ("戻る", "Back"),
    "open-mailbox": ("受信箱を開く", "Open the mailbox"),
    # Results of a typed code
    "notice.wrong": (
        "コードが違います。もう一度確かめて入力してください。",
        "That code is not right. Check it and try again.",
    ),
    "notice.replayed": (
        "このコードは使用済みです。次のコードが表示されるまで待ってください。",
        "That code has already been used. Wait for the next one.",
    ),
    "notice.malformed": (
        "コードの形が正しくありません。文字数を確かめてください。",
        "That does not look like a code. Check how many characters it has.",
    ),
    "notice.paused": (
        "誤ったコードが続いたため、受け付けを止めています。あと{seconds}秒お待ちください。",
        "Too many wrong codes. Codes are taken again in {seconds} seconds.",
    ),
    "notice.paused-over": (
        "受け付けを再開しました。コードを入力してください。",
        "Codes are taken again. Enter yours.",
    ),
    "notice.expired": (
        "このコードの期限が切れています。メールを送り直してください。",
        "That code has expired. Have a new mail sent.",
    ),
    "notice.used": (
        "このコードは一度使われています。メールを送り直してください。",
        "That code was used once already. Have a new mail sent.",
    ),
    "notice.password": (
        "ユーザー名かパスワードが違います。",
        "The user name or the password is not right.",
    ),
    "notice.signed-out": ("ログアウトしました。", "You are signed out."),
    "notice.enabled": ("2要素認証を有効にしました。", "Two-factor authentication is on."),
    "notice.changed": (
        "新しいデバイスに切り替えました。",
        "The new device has taken over.",
    ),
    "notice.disabled": ("2要素認証を無効にしました。", "Two-factor authentication is off."),
    "notice.reset": (
        "最初の状態に戻しました。",
        "Everything is as it was at the start.",
    ),
    # Signing in
    "sign-in.title": ("ログイン", "Sign in"),
    "sign-in.user": ("ユーザー名", "User name"),
    "sign-in.password": ("パスワード", "Password"),
    "sign-in.go": ("ログイン", "Sign in"),
    "sign-in.given": (
        "練習用のユーザー名は {user}、パスワードは {password} です（入力済み）。",
        "For practice the user name is {user} and the password {password}; both are filled in.",
    ),
    "code.title": ("確認コード", "Verification code"),
    "code.lead": (
        "認証アプリに表示されている{name}のコードを入力すると、ログインが完了します。",
        "To finish signing in, enter the code your authenticator shows for {name}.",
    ),
    "code.go": ("送信", "Submit"),
    "code.emergency": (
        "緊急アクセスコードをメールで送信",
        "Send an emergency access code by email",
    ),
    "emergency.title": ("緊急アクセスコードの送信", "Send an emergency access code"),
    "emergency.lead": (
        "認証アプリのコードを使えないときは、一度だけ使えるコードを次のアドレスに送ります。",
        "When your authenticator is out of reach, a code that works once can be sent here:",
    ),
    "emergency.send": ("メールを送信", "Send email"),
    "emergency-code.title": ("緊急アクセスコード", "Emergency access code"),
    "emergency-code.lead": (
        "{address} にコードを送りました。届いたコードを入力してください。",
        "A code is on its way to {address}. Enter it here to sign in.",
    ),
    "emergency-code.late": (
        "届くまで5分ほどかかることがあります。見つからないときは迷惑メールも確認してください。",
        "It may take 5 minutes to arrive. If it does not, look among the junk mail too.",
    ),
    "emergency-code.go": ("送信", "Submit"),
    "emergency-code.again": ("メールを送り直す", "Send another mail"),
    # Advice
    "advice.title": ("ログインをもっと安全に", "Make signing in safer"),
    "advice.lead": (
        "パスワードは、漏れたり当てられたりすることがあります。2要素認証を有効にすると、"
        "手元の認証アプリのコードがなければ誰もログインできません。",
        "Passwords leak, and some are guessed. With two-factor authentication nobody signs in "
        "without a code from your own authenticator.",
    ),
    "advice.what": ("2要素認証とは", "What it is"),
    "advice.what-text": (
        "パスワードに加えて、30秒ごとに変わるコードで本人であることを確かめるしくみです。",
        "Besides the password you enter a code that changes every 30 seconds and that only "
        "your authenticator can tell.",
    ),
    "advice.why": ("なぜ必要か", "Why it matters"),
    "advice.why-text": (
        "管理画面に入られると、守りをすべて止められてしまうおそれがあります。"
        "情報の持ち出しや、身代金目的の攻撃の入口になります。",
        "Whoever gets into this console can switch every protection off, and then take "
        "data away or hold it to ransom.",
    ),
    "advice.go": ("2要素認証設定を行う", "Set up two-factor authentication"),
    "advice.hide": ("今後この案内を表示しない", "Do not show this again"),
    "advice.skip": ("危険を承知のうえで今はしない", "I know the risk; skip for now"),
    # After signing in
    "home.title": ("製品とサービス", "Products and services"),
    "home.product": ("製品", "Product"),
    "home.seats": ("利用数", "Seats"),
    "home.until": ("有効期限", "Valid until"),
    "home.state": ("状態", "State"),
    "home.good": ("正常", "Good"),
    "home.one": ("みはり番 エンドポイント", "Mihari Endpoint"),
    "home.two": ("みはり番 メールゲート", "Mihari Mail Gate"),
    "home.three": ("みはり番 ウェブガード", "Mihari Web Guard"),
    "user.title": ("ユーザ登録情報", "User information"),
    "user.name": ("ユーザー名", "User name"),
    "user.password": ("パスワード", "Password"),
    "user.two-factor": ("2要素認証", "Two-factor authentication"),
    "user.settings": ("設定", "Settings"),
    "two-factor.title": ("2要素認証", "Two-factor authentication"),
    "two-factor.lead": (
        "ログインのときにパスワードとコードの両方を求め、"
        "パスワードが漏れてもアカウントを守ります。",
        "Signing in takes both your password and a code, so a stolen password alone opens nothing.",
    ),
    "two-factor.status": ("状況", "Status"),
    "two-factor.on": ("有効", "On"),
    "two-factor.off": ("無効", "Off"),
    "two-factor.method": ("認証方法", "Method"),
    "two-factor.app": ("認証アプリ", "Authenticator app"),
    "two-factor.address": ("登録メールアドレス", "Registered mail address"),
    "two-factor.switch-off": ("無効にする", "Turn off"),
    "two-factor.change": ("デバイスの変更", "Change device"),
    "two-factor.switch-on": ("2要素認証を有効にする", "Turn on two-factor authentication"),
    "two-factor.note": (
        "認証アプリが使えなくなったときは、登録メールアドレスで緊急アクセスコードを"
        "受け取れます。コードは一度だけ使えます。アドレスが今も正しいか確かめておいてください。",
        "Should your authenticator be lost, an emergency access code can be sent to the "
        "registered address; it works once. Make sure the address is still right.",
    ),
    "off.title": ("2要素認証を無効にする", "Turn off two-factor authentication"),
    "off.text": (
        "無効にすると、次からはパスワードだけでログインできるようになります。"
        "登録した認証アプリのコードは使えなくなります。",
        "From then on the password alone signs you in, and the codes of the authenticator "
        "you enrolled no longer count.",
    ),
    "off.ask": ("無効にしてよろしいですか。", "Switch it off?"),
    "off.go": ("無効にする", "Turn off"),
    "change.title": ("デバイスの変更", "Change device"),
    "change.lead": (
        "はじめに、今お使いの認証アプリのコードを入力してください。",
        "First enter a current code of the authenticator you use now.",
    ),
    "change.note": (
        "新しいデバイスのコードを確認するまでは、今のデバイスを使い続けられます。",
        "Until a code of the new device is confirmed, the one you have goes on working.",
    ),
    # Setting up
    "setup.title": ("2要素認証の設定", "Set up two-factor authentication"),
    "setup.sub": ("メールアドレスの確認", "Check your mail address"),
    "setup.lead": (
        "設定には、今使えるメールアドレスが必要です。次のアドレスに確認メールを送ります。",
        "Setting up takes a mail address that works. A mail with a code will be sent to:",
    ),
    "setup.note": (
        "アドレスが違うときは、先にユーザ登録情報を直してください。",
        "If this is not your address, correct your user information first.",
    ),
    "setup.send": ("確認メールを送信", "Send confirmation email"),
    "confirm.title": ("確認コードの入力", "Enter the confirmation code"),
    "confirm.lead": (
        "{address} に確認メールを送りました。メールにある確認コードを入力してください。",
        "A mail was sent to {address}. Enter the confirmation code it holds.",
    ),
    "confirm.label": ("確認コード", "Confirmation code"),
    "confirm.again": ("確認メールを送り直す", "Send the mail again"),
    "enrol.title": ("認証アプリの登録", "Enrol your authenticator"),
    "enrol.one": ("認証アプリを用意する", "Get an authenticator ready"),
    "enrol.one-text": (
        "スマートフォンやブラウザーに認証アプリを入れます。",
        "Install one on your phone or in your browser.",
    ),
    "enrol.two": ("アカウントを追加する", "Add the account"),
    "enrol.two-text": (
        "認証アプリでQRコードを読み取ります。",
        "Read the QR code with your authenticator.",
    ),
    "enrol.warning": (
        "QRコードを見た人は、あなたと同じコードを作れます。人目のない場所で表示してください。",
        "Whoever sees the QR code can make your codes. Show it where nobody looks on.",
    ),
    "enrol.show": ("QRコードを表示する", "Show QR code"),
    "enrol.qr": ("登録用のQRコード", "QR code for enrolling"),
    "enrol.web-qr": ("アプリ紹介ページのQRコード", "QR code of the page about the app"),
    "enrol.qr-here": ("登録用", "To enrol"),
    "enrol.web-here": ("アプリの紹介", "About the app"),
    "enrol.three": ("コードを確かめる", "Check a code"),
    "enrol.three-text": (
        "追加したアカウントに表示される{digits}桁のコードを入力します。",
        "Enter the {digits} digits your authenticator now shows.",
    ),
    "enrol.enable": ("2要素認証を有効にする", "Turn on two-factor authentication"),
    "enrol.scroll": ("QRコードはこの下にあります。", "The QR code is further down."),
    "enrol.practice": ("練習の条件", "Practice setting"),
    "enrol.way": ("コードの見せ方", "How should the code be shown?"),
    "enrol.open": ("QRコードを開く", "Open the QR code"),
    # Ways to show the code
    "way.normal": ("ふつう", "Normal"),
    "way.dark": ("暗いページに白いコード", "White on a dark page"),
    "way.dark-transparent": (
        "暗いページに白いコード（背景は透明）",
        "White on dark, transparent ground",
    ),
    "way.half": ("50 %の大きさ", "At 50 %"),
    "way.triple": ("300 %の大きさ", "At 300 %"),
    "way.frame": ("フレームの中", "Inside a frame"),
    "way.nested": ("フレームの中のフレーム", "Inside a frame in a frame"),
    "way.logo": ("中央にロゴ", "With a logo in the middle"),
    "way.dialog": ("モーダルダイアログの中", "Inside a modal dialog"),
    "way.popover": ("ポップオーバーの中", "Inside a popover"),
    "way.below": ("スクロールした先", "Below the fold"),
    "way.low-contrast": ("うすい色", "Low contrast"),
    "way.pair": ("別のコードと並べて", "Beside another code"),
    "way.canvas": ("canvasに描画", "Drawn on a canvas"),
    "way.svg": ("SVG", "Inline SVG"),
    "way.sha256": ("SHA-256・8桁・60秒", "SHA-256, 8 digits, 60 seconds"),
    "way.hotp": ("カウンター式（HOTP）", "Counter-based (HOTP)"),
    "way.short": ("短い秘密鍵（80ビット）", "Short secret (80 bits)"),
    "way.japanese": ("日本語の発行者名", "Japanese issuer name"),
    "way.sandbox": ("サンドボックスのページ", "On a sandboxed page"),
    "way.sandbox-opaque": (
        "別オリジン扱いのサンドボックス",
        "Sandboxed, with an origin of its own",
    ),
    "way.strict": ("厳しいCSPのページ", "Under a strict CSP"),
    # Pages for practice
    "mailbox.title": ("受信箱", "Mailbox"),
    "mailbox.lead": (
        "{address} に届いたメールです。新しいものが上です。",
        "Mail to {address}, newest first.",
    ),
    "mailbox.empty": ("まだメールはありません。", "No mail yet."),
    "mailbox.refresh": ("更新", "Refresh"),
    "mailbox.from": ("差出人：{name}", "From: {name}"),
    "mailbox.used": ("使用済み", "Used"),
    "mailbox.old": ("無効", "No longer good"),
    "mail.confirmation": ("メールアドレスの確認コード", "Your confirmation code"),
    "mail.confirmation-text": (
        "2要素認証の設定画面で、次のコードを入力してください。30分間有効です。",
        "Enter this code where you set up two-factor authentication. It is good for 30 minutes.",
    ),
    "mail.emergency": ("緊急アクセスコード", "Your emergency access code"),
    "mail.emergency-text": (
        "ログイン画面で次のコードを入力してください。10分以内に一度だけ使えます。",
        "Enter this code to sign in. It works once, within 10 minutes.",
    ),
    "help.title": ("練習の手引き", "What to rehearse where"),
    "help.lead": (
        "二要素認証の設定から、デバイスをなくしたときの対処まで、ひととおり練習できます。",
        "You can rehearse all of it, from switching on to the day the device is lost.",
    ),
    "help.on": ("はじめて有効にする", "Switch on for the first time"),
    "help.on-text": (
        "ログイン → 2要素認証を設定する → 確認メールのコード → QRコードを読み取る → "
        "コードを入力して有効にする。",
        "Sign in → set up → code from the confirmation mail → read the QR code → enter a code.",
    ),
    "help.in": ("コードでログインする", "Sign in with a code"),
    "help.in-text": (
        "ログアウトして、もう一度ログインします。有効にしたときのコードは使えないので、"
        "次のコードを待ちます。",
        "Sign out and in again. The code you enrolled with is spent: wait for the next one.",
    ),
    "help.lost": ("認証アプリをなくした", "The authenticator is lost"),
    "help.lost-text": (
        "コードの画面で緊急アクセスコードをメールで受け取り、ログインしたら、"
        "ユーザ登録情報から無効にして、設定し直します。",
        "On the code page have an emergency access code sent; once in, switch off under "
        "user information and set up anew.",
    ),
    "help.change": ("デバイスを替える", "Move to another device"),
    "help.change-text": (
        "ユーザ登録情報 → 2要素認証の設定 → デバイスを変更。今のコードで確かめてから登録します。",
        "User information → settings → change device. A current code is asked for first.",
    ),
    "help.hard": ("読みにくいQRコード", "QR codes that are hard to read"),
    "help.hard-text": (
        "QRコードを表示する画面の「練習の条件」で、見せ方を選べます。",
        "On the page that shows the QR code, choose one under “Practice setting”.",
    ),
    "help.reset": ("はじめからやり直す", "Start over"),
    "help.reset-text": (
        "2要素認証を無効にし、メールを消し、全員をログアウトします。",
        "Switches two-factor off, empties the mailbox and signs everybody out.",
    ),
    "keys.title": ("キー操作の確認", "Key check"),
    "keys.lead": (
        "このページが受け取ったキーを数えます。「/」で入力欄に移ります。Escは別にも数えます。",
        "Counts the keys this page receives. “/” goes to the field; Esc is counted on its own.",
    ),
    "keys.field": ("入力欄", "Field"),
    "keys.clear": ("記録を消す", "Clear"),
    "keys.where": ("受け手", "Listener"),
    "keys.type": ("種類", "Event"),
    "keys.key": ("キー", "Key"),
    "keys.count": ("回数", "Count"),
    "keys.counts": ("回数", "Counts"),
    "keys.log": ("記録（新しい順）", "Log, newest first"),
    "keys.practice": ("練習用のQRコード", "A QR code to try"),
    "lost.title": ("ページが見つかりません", "There is no such page"),
    "lost.text": ("最初のページに戻ってください。", "Go back to the start."),
}
