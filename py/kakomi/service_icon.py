"""Decides which icon an account has: the icon of the service to which it belongs.

An icon's name is the domain of its service (``github.com``), or the plain name of a package
registry (``npm``), because the source names no host of a registry. ``py/tools/service_icons.txt``
has the picture of each icon; a test compares both lists.

The law. The first of these that names a known service decides:

1. ``icon`` of the account's details, which another app or the user chose.
2. The issuer, or the name of an account without an issuer. It must be the service's name, compared
   by ``issuers.name_key``, or begin with it. The rest must be separated ("GitHub: work") or consist
   of generic words ("Google account"). Other labels are not guessed, so that "Apple Bank" does not
   get Apple's icon.
3. The account's sites. Sites on which it was only scanned or added count only for an account
   without an issuer, because the QR code may have been in a mail or a document of another service.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kakomi import issuers
from kakomi.account_sites import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kakomi.account_sites import AccountSite, Sites

# Each line has an icon, then names and domains of its service that kakomi.issuers lacks. An icon
# may have several lines.
_ICONS = """
1and1.com
1password.com
500px.com
abema.tv
activision.com
adafruit.com
adobe.com|アドビ
adyen.com
aeon.co.jp|イオン aeoncard イオンカード イオン銀行 aeonbank
aeromexico.com
airbnb.com
airtable.com
akamai.com
algolia.com
alibabacloud.com
aliexpress.com
alipay.com
allegro.pl
amazon.com|アマゾン amazonjapan amazoncojp
amd.com
americanexpress.com
ana.co.jp|全日空 anamileageclub anaマイレージクラブ
ancestry.com
anthropic.com
anydesk.com
apple.com|アップル
appveyor.com
archive.org|internetarchive
asana.com
asus.com
atlassian.com
au.com|auid kddi aupay
auth0.com
autodesk.com
avast.com
aws.com|aws amazonwebservices
azure.com|azure microsoftazure azuread entraid
backblaze.com
baidu.com
bandcamp.com
bankofamerica.com
barclays.co.uk
basecamp.com|basecamp
battle.net
bestbuy.com
betterment.com
bigcommerce.com
binance.com
bitbucket.org
bitdefender.com
bitget.com
bitly.com
bitpanda.com
bitpay.com
bitso.com
bitstamp.net
bitvavo.com
bitwarden.com
blockchain.com
booking.com
box.com
braintreegateway.com
brave.com
brevo.com
bsky.app
buffer.com
bugcrowd.com
bugsnag.com
bungie.net
buymeacoffee.com
bybit.com
calendly.com
campaignmonitor.com
canva.com
capitalone.com
cash.app
chase.com
chatwork.com|チャットワーク
chess.com|chesscom
circle.com
circleci.com
cisco.com
citrix.com
clickup.com
cloudflare.com
cloudinary.com
cloudways.com
codeberg.org
codewars.com
coinbase.com
coinex.com
contentful.com
cookpad.com|クックパッド
coursera.org
cpanel.net
crowdin.com
crypto.com
cursor.com
dashlane.com
datadoghq.com
dazn.com
debian.org
deepl.com
deezer.com
degiro.com
dell.com
deviantart.com
digitalocean.com
discogs.com
discord.com|ディスコード
discourse.org
disneyplus.com
disqus.com
dmm.com|dmmgames dmmビットコイン
docker.com
docomo.ne.jp|nttdocomo ドコモ dアカウント daccount dpoint dポイント
docusign.com
doordash.com
dreamhost.com
dribbble.com
dropbox.com|ドロップボックス
drupal.org
duckduckgo.com
duolingo.com
ea.com
ebay.com
elastic.co
element.io|elementmatrix
ente.io
epicgames.com
eposcard.co.jp|エポスカード epos
etoro.com
etrade.com
etsy.com
evernote.com|エバーノート
expedia.com
expo.dev
expressvpn.com
f5.com
facebook.com|フェイスブック
fastly.com
fastmail.com
fedoraproject.org
fidelity.com
figma.com
fiverr.com
flickr.com
flipkart.com
fly.io
forgejo.org
formstack.com
fortinet.com
freelancer.com
gandi.net
garmin.com
gate.io
gemini.com
ghost.org
ghostery.com
gitbook.com
gitea.com
github.com|ギットハブ
gitlab.com
glitch.com
goauthentik.io|authentik
godaddy.com
google.com|グーグル googleaccount googleworkspace gmail
goto.com
grab.com
grafana.com
grammarly.com
gumroad.com
gusto.com
hackerone.com
hashicorp.com
hatena.ne.jp|はてな はてなブックマーク はてなブログ hatenablog
heroku.com
hetzner.com
hey.com|hey
home-assistant.io|homeassistant
hootsuite.com
hostgator.com
hostinger.com
hp.com|hewlettpackard
hubspot.com
huggingface.co
hulu.com
humblebundle.com
ibkr.com
ibm.com
icloud.com|icloud
id.me
ifttt.com
iij.ad.jp|iijmio みおふぉん
ikea.com
immich.app
indeed.com
infomaniak.com
ing.com
inoreader.com
instagram.com|インスタグラム
instapaper.com
intel.com
intercom.com
intuit.com
itch.io
jagex.com
jal.co.jp|日本航空 japanairlines jalmileagebank
japanpost.jp|ゆうちょ ゆうちょ銀行 日本郵便 ゆうid japanpostbank yuchobank
jcb.co.jp|myjcb
jellyfin.org
jetbrains.com
jfrog.com
joinmastodon.org|mastodon
joomla.org
jottacloud.com
jreast.co.jp|jre jrepoint jr東日本 えきねっと suica モバイルsuica mobilesuica
kaggle.com
kagi.com
kakao.com
kaspersky.com
keepersecurity.com
keycloak.org
kickstarter.com
klarna.com
ko-fi.com|kofi
kraken.com
kucoin.com
laposte.net
lastpass.com
launchdarkly.com
ledger.com|ledgerlive
leetcode.com
lenovo.com|lenovoid
letterboxd.com
lichess.org
line.me|ライン lineログイン linelogin
linear.app
linkedin.com
linode.com
litmus.com
logitech.com
lucid.co
lufthansa.com
lyft.com
mailbox.org
mailchimp.com
mailgun.com
mailjet.com
malwarebytes.com
mapbox.com
mastodon.social
matrix.org|matrixorg
mattermost.com
mcafee.com|マカフィー
medium.com
mega.nz
mercadolibre.com
mercari.com|メルカリ メルカリshops mercarijp merpay メルペイ
metamask.io
microsoft.com|microsoftonline.com office.com live.com outlook outlookcom hotmail マイクロソフト
microsoft.com|microsoft microsoftaccount
minecraft.net
mintmobile.com
miro.com
mistral.ai
mixi.jp|ミクシィ mixi2
mixpanel.com
mizuhobank.co.jp|みずほ みずほ銀行 mizuho
monday.com
moneytree.jp|マネーツリー
mongodb.com
monzo.com
mozilla.org
mufg.jp|三菱ufj銀行 三菱ufj mufgbank mufg
mullvad.net
myna.go.jp|マイナポータル mynaportal
n26.com
namecheap.com
namesilo.com
naver.com
netbk.co.jp|住信sbiネット銀行 住信sbi sbisumishinnetbank dneobank neobank
netcup.de
netflix.com|ネットフリックス
netlify.com
newrelic.com
nexon.com
nextcloud.com
nextdns.io
nicovideo.jp|ニコニコ ニコニコ動画 niconico
nintendo.com|任天堂 ニンテンドー ニンテンドーアカウント nintendojapan nintendoswitch
nordaccount.com
norton.com|ノートン nortonlifelock
note.com|ノート
notion.so
npm
nubank.com.br
nuget
nvidia.com
obsidian.md
oculus.com
okta.com
okx.com
online.net|scaleway
onlyfans.com
openai.com
opencollective.com
openvpn.net|openvpncloud
opera.com
opnsense.org
oracle.com
orange.fr
oreilly.com
ovh.com
packagist
pagerduty.com
paloaltonetworks.com|paloalto globalprotect
patreon.com
payoneer.com
paypal.com|ペイパル
paypay.ne.jp|ペイペイ
pcloud.com
perplexity.ai
pfsense.org
pingdom.com
pinterest.com
pipedrive.com
pixiv.net|ピクシブ
planetscale.com
plesk.com
plex.tv
porkbun.com
portainer.io
privateinternetaccess.com
proton.me
proxmox.com|proxmoxve
pulumi.com
pushover.net
pypi|pythonpackageindex testpypi
qiita.com
qnap.com
qonto.com
quora.com
rackspace.com
railway.app
raindrop.io
rakuten.co.jp|楽天 楽天市場 楽天id 楽天会員 楽天証券 楽天銀行 楽天カード 楽天モバイル 楽天ペイ
rakuten.co.jp|rakutensecurities rakutenbank rakutencard rakutenmobile rakutenichiba
raspberrypi.com|raspberrypiid
razer.com
readthedocs.org
reddit.com
redhat.com
render.com
replit.com
resonabank.co.jp|りそな りそな銀行 resona
revolut.com
ring.com
ringcentral.com
riotgames.com
robinhood.com
roblox.com
roboform.com
rockstargames.com
rollbar.com
rubygems
saisoncard.co.jp|セゾン セゾンカード saison
salesforce.com
samsung.com
sap.com
sbisec.co.jp|sbi sbi証券 sbisecurities
schwab.com
sendgrid.com
sentry.io
shopify.com
shutterstock.com
signal.org
simplelogin.io
skrill.com
sky.com
skype.com
slack.com|スラック
smbc-card.com|三井住友カード smbccard vpass
smbc.co.jp|三井住友銀行 三井住友
snapchat.com
snowflake.com
snyk.io
softbank.jp|ソフトバンク mysoftbank
sonarcloud.io
sony.com|ソニー プレイステーション
soundcloud.com
sourceforge.net
sparkpost.com
spotify.com|スポティファイ
square-enix.com|スクウェアエニックス スクエニ squareenixaccount
squarespace.com
squareup.com
sr.ht
stackoverflow.com
standardnotes.com
steampowered.com|スチーム
strava.com
stripe.com
substack.com
supabase.com
surfshark.com
surveymonkey.com
suse.com
synology.com
t-mobile.com
tailscale.com
target.com
teamviewer.com
telegram.org
terraform.io
tesla.com
threads.net|threads
threema.ch
ticktick.com
tidal.com
tiktok.com
todoist.com
trademe.co.nz
travis-ci.com
trello.com
trendmicro.com|トレンドマイクロ ウイルスバスター virusbuster trendmicroid trendmicroaccount
tresorit.com
trezor.io
truenas.com
trustpilot.com
tumblr.com
tuta.com
tver.jp
twilio.com
twitch.tv
typeform.com
uber.com
ubisoft.com
ubuntu.com
udemy.com
ui.com
unext.jp|unext
unity.com
uphold.com
uptimerobot.com
upwork.com
usaa.com
vaultwarden.net
venmo.com
vercel.com
verizon.com
viber.com
vimeo.com
virustotal.com
vk.com
vmware.com
vonage.com
vultr.com
wealthfront.com
wealthsimple.com
webflow.com
weblate.org
webmoney.ru
wechat.com
wellsfargo.com
whatsapp.com
wikimedia.org
wise.com
wix.com
wordpress.com
wordpress.org
workday.com
workos.com
wpengine.com
x.com|ツイッター xformerlytwitter
xbox.com
xero.com
xing.com
xserver.ne.jp|エックスサーバー xserveraccount
yahoo.co.jp|yahoojapan yahoojapanid ヤフー ヤフージャパン
yahoo.com|yahoo yahoomail
ycombinator.com
yelp.com
ynab.com
youtube.com|youtube
yubico.com
zapier.com
zendesk.com
zenn.dev
zoho.com
zoom.us|ズーム zoomus
zozo.jp|zozotown
zulip.com
"""

_SEPARATED = re.compile(r"\s*[:(\[|/,@\uff1a\uff08\u3010]\s*|\s+[-\u2013\u2014\u00b7]\s+")
_WORD = re.compile(r"[\s_-]+")
# Words that do not distinguish services.
_GENERIC = frozenset(
    re.split(
        r"\s+",
        "account accounts admin app authenticator business company console dev id login main mfa "
        "my new old online personal prod production root sandbox security signin sso staging team "
        "test totp verification web work 2fa 1 2 3 ii",
    )
)
_GENERIC_ENDING = re.compile(
    "(アカウント|ログイン|会社用?|個人用?|仕事用?|本番|開発|認証|二段階認証)$"
)
_IMAGE_NAME = re.compile(r"(?:.*/)?(.*?)(?:\.(?:svg|png|jpe?g|webp|gif|ico))?", re.IGNORECASE)
_UNCERTAIN = frozenset({Source.ADDED, Source.SCANNED, Source.COPIED_ONCE})

MONOGRAM = "monogram"  # chosen by the user: letters, and no icon

_by_name: dict[str, str] = {}
_by_domain: dict[str, str] = {}


def names() -> frozenset[str]:
    """Returns the names of all icons."""
    return frozenset(line.partition("|")[0] for line in _ICONS.split("\n") if line)


def search(text: str) -> list[str]:
    """Returns the icons of the services whose name or domain has the text, those that begin with it
    first; all icons for an empty text.
    """
    wanted = issuers.name_key(text)
    if not wanted:
        return sorted(names())
    found: dict[str, int] = {}
    by_name, by_domain = tables()
    for table in (by_name, by_domain):
        for name, icon in table.items():
            at = issuers.name_key(name).find(wanted)
            if at >= 0:
                found[icon] = min(found.get(icon, at), at)
    for icon in (_first(issuers.proposed_domains(text)),):
        if icon:
            found[icon] = -1
    return sorted(found, key=lambda icon: (min(found[icon], 1), icon))


def of_account(issuer: str, name: str, icon: str = "", sites: Sites = ()) -> str:
    """Returns the name of the account's icon, or an empty text if it has none."""
    if icon == MONOGRAM:
        return ""
    chosen = of_icon_name(icon) if icon else ""
    return chosen or of_label(issuer or name) or _of_sites(sites, is_named=issuer != "")


@lru_cache(maxsize=8_192)  # a vault has up to 5,000 accounts
def of_label(label: str) -> str:
    """Returns the icon of the service that a label names, or an empty text."""
    if icon := _of_name(label):
        return icon
    head = _SEPARATED.split(label, maxsplit=1)[0]
    words = _WORD.split(_GENERIC_ENDING.sub("", head).strip())
    while words and words[0].casefold() in _GENERIC:
        words = words[1:]
    while words and words[-1].casefold() in _GENERIC:
        words = words[:-1]
    return _of_name(" ".join(words)) if words else ""


def of_icon_name(icon: str) -> str:
    """Returns the icon for another app's picture name, or an empty text."""
    found = _IMAGE_NAME.fullmatch(icon.strip())
    return _of_name(found[1]) if found else ""


def _of_name(text: str) -> str:
    by_name, by_domain = tables()
    if text in by_domain:
        return by_domain[text]
    own = by_name.get(issuers.name_key(text))
    if own is not None:
        return own
    return _first(issuers.proposed_domains(text))


def _of_sites(sites: Iterable[AccountSite], *, is_named: bool) -> str:
    for each in sites:
        if each.source is Source.COPIED_ONCE or (is_named and each.source in _UNCERTAIN):
            continue
        domain = each.parsed.domain
        if domain is not None and (icon := _first((domain,))):
            return icon
    return ""


def _first(domains: Iterable[str]) -> str:
    _, by_domain = tables()
    return next((by_domain[domain] for domain in domains if domain in by_domain), "")


def tables() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Returns the icons by names of services, and by domains. The first call builds them."""
    if not _by_domain:
        for line in _ICONS.split("\n"):
            icon, _, aliases = line.partition("|")
            if icon:
                _by_domain[icon] = icon
                for alias in aliases.split():
                    (_by_domain if "." in alias else _by_name)[alias] = icon
        _add_known_services()
    return _by_name, _by_domain


def _add_known_services() -> None:
    """Add the names of services that kakomi.issuers lacks, and the further domains of services that
    it has. The first domain of a service is its icon's name.
    """
    services = issuers.domains_by_name()
    for icon in list(_by_domain):
        name = issuers.name_key(icon.partition(".")[0])
        if name not in services:
            _by_name.setdefault(name, icon)
    for domains in services.values():
        for domain in domains:
            if domains[0] in _by_domain:
                _by_domain.setdefault(domain, _by_domain[domains[0]])
