"""Proposes the domain of a known service from the issuer of an account that has no site.

A QR code or a file can have any text as its issuer. So a proposal is only shown, and no code is
filled in before the user confirms the site.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kakomi import site

if TYPE_CHECKING:
    from collections.abc import Mapping

# Each line has the domains of a service, the most used first, then its names. The first label of
# the first domain is a name too. Names are compared by ``name_key``.
_SERVICES = """
1and1.com ionos.com|ionos
1password.com 1password.eu 1password.ca
37signals.com basecamp.com hey.com|hey
500px.com
account.gov.uk|govuk govukonelogin
activision.com callofduty.com|callofduty
adafruit.com
adobe.com|adobeid adobecreativecloud
adyen.com
aeromexico.com
airbnb.com airbnb.jp
airtable.com
akamai.com|akamaicontrolcenter
algolia.com
alibabacloud.com aliyun.com|alibaba aliyun
alipay.com
allegro.pl
amazon.com amazon.co.jp amazon.de amazon.co.uk amazon.fr amazon.it amazon.es amazon.ca
americanexpress.com|amex
ancestry.com
anthropic.com claude.ai|claude
anydesk.com
apple.com icloud.com|appleid appleaccount icloud
appveyor.com
arena.net|arenanet guildwars2
asana.com
atlassian.com atlassian.net|jira confluence
auth0.com
autodesk.com
avast.com
aweber.com
aws.com amazon.com|amazonwebservices
azure.com microsoft.com microsoftonline.com|azuread entraid microsoftazure
backblaze.com
baidu.com
bandcamp.com
bankofamerica.com
barclays.co.uk
battle.net blizzard.com|blizzard battlenet
bestbuy.com
betterment.com
bigcommerce.com
binance.com binance.us
bitbank.cc
bitbucket.org
bitdefender.com
bitfinex.com
bitflyer.com bitflyer.jp
bithumb.com
bitly.com
bitmex.com
bitpanda.com
bitpay.com
bitstamp.net
bitwarden.com bitwarden.eu
blockchain.com|blockchaininfo
bloomberg.com
bluehost.com
booking.com
box.com
braintreegateway.com|braintree
brave.com|braverewards
brevo.com sendinblue.com
bsky.app|bluesky
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
carta.com
cash.app
ccpgames.com eveonline.com|eveonline
chase.com
checkout.com
circle.com
circleci.com
cisco.com
clever-cloud.com
clickup.com
clio.com
cloud.gov
cloudapp.com
cloudflare.com
cloudinary.com
cloudsigma.com
cloudways.com
codeberg.org
coinbase.com|coinbasepro coinbaseexchange
coincheck.com
coinex.com
coinsquare.com
confluent.io|confluentcloud
conoha.jp
constantcontact.com
contentful.com
coursera.org
cpanel.net
creativemarket.com
crowdin.com
crowdstrike.com
crypto.com
cybozu.com cybozu.co.jp kintone.com|kintone
dashlane.com
datadoghq.com datadoghq.eu|datadog
debian.org
deel.com
deepl.com
degiro.com degiro.nl
dell.com
deribit.com
deviantart.com
digicert.com
digitalocean.com
discogs.com
discord.com discordapp.com
disneyplus.com|disney
disqus.com
dmm.com
dnsimple.com
docker.com|dockerhub
docusign.com docusign.net
domain.com
dreamhost.com
dribbble.com
dropbox.com
dropboxsign.com|hellosign
drupal.org
duckduckgo.com
dynadot.com
ea.com|electronicarts origin
ebay.com ebay.de ebay.co.uk
elastic.co|elasticcloud
enom.com
epicgames.com|epic
etoro.com
etrade.com
etsy.com
europa.eu|eulogin europeancommission
evernote.com
expedia.com
expo.dev
f5.com
facebook.com meta.com|meta
fastly.com
fastmail.com
fedoraproject.org|fedora
fidelity.com
figma.com
fiverr.com
flickr.com
flipkart.com
fly.io
formstack.com
freelancer.com
freshworks.com freshdesk.com|freshdesk
front.com frontapp.com
gandi.net
garmin.com
gate.io|gateio
gemini.com
getresponse.com
ghost.org
gitbook.com
gitcoin.co
gitea.com
github.com
gitlab.com
glitch.com
gmo-aozora.com
gmo.jp onamae.com|onamae
godaddy.com
gog.com
google.com youtube.com|gmail youtube googleworkspace gsuite
goto.com logmein.com logmeininc.com|logmein
grafana.com|grafanacloud
grammarly.com
gumroad.com
gusto.com
hackerone.com
hashicorp.com
heroku.com
hetzner.com hetzner.cloud|hetzneronline hetznercloud
hitbtc.com
hootsuite.com
hostgator.com
hostinger.com
hostpoint.ch
hover.com
hubspot.com
huggingface.co
humblebundle.com
huobi.com htx.com|htx
ibkr.com interactivebrokers.com|interactivebrokers
ibm.com|ibmcloud ibmid softlayer
id.me
idrive.com
ifttt.com
ig.com
immobilienscout24.de
indeed.com
infomaniak.com
ing.com
inoreader.com
instagram.com
instapaper.com
intercom.com intercom.io
intuit.com|quickbooks turbotax
inwx.de inwx.com
itch.io
jagex.com runescape.com
jetbrains.com|jetbrainsaccount
jfrog.com
joker.com
joomla.org
jottacloud.com
justworks.com
kaggle.com
kagi.com
kakao.com
kaspersky.com
keepersecurity.com|keeper
kickstarter.com
klaviyo.com
kraken.com
kucoin.com
laposte.net
lastpass.com
launchdarkly.com
leaseweb.com
letterboxd.com
line.me
linear.app
linkedin.com
linode.com
liquid.com
litmus.com
live.com microsoft.com microsoftonline.com|hotmail microsoftaccount outlook xboxlive
login.gov
logitech.com
lucid.co lucidchart.com|lucidchart
lufthansa.com miles-and-more.com
mailbox.org
mailchimp.com|intuitmailchimp
mailerlite.com
mailfence.com
mailgun.com
mailjet.com
malwarebytes.com
mapbox.com
mastodon.social mastodon.online
mattermost.com
medium.com
mega.nz mega.io
mercadolibre.com mercadolivre.com.br mercadopago.com|mercadolivre mercadopago
mercari.com
mercury.com
messagebird.com bird.com
microsoft.com microsoftonline.com live.com office.com|microsoft365 office365
mimecast.com
mintmobile.com
miro.com
mixi.jp
mixpanel.com
monday.com
moneybird.com
moneyforward.com
mongodb.com|mongodbatlas
monzo.com
moosend.com
mozilla.org firefox.com|firefox firefoxaccounts mozillaaccount mozillaaccounts
mullvad.net
mxtoolbox.com
name.com
namecheap.com
namesilo.com
naver.com
nest.com
netatmo.com
netcup.de netcup.com netcup.eu
netflix.com
netlify.com
netsuite.com|oraclenetsuite
newrelic.com
nexon.com
nextdns.io
nexusmods.com
nic.at
nicovideo.jp|niconico
nintendo.com|nintendoaccount
nordaccount.com nordvpn.com|nordvpn nordpass
notion.so notion.com
nubank.com.br
nvidia.com
oanda.com
oculus.com
okta.com
okx.com okex.com|okex
onelogin.com
online.net scaleway.com
onlyfans.com
openai.com chatgpt.com|chatgpt
opencollective.com
opera.com
oracle.com oraclecloud.com|oraclecloud oci
orange.fr
oreilly.com
ovh.com ovhcloud.com|ovhcloud
pagerduty.com
parallels.com
patreon.com
payoneer.com
paypal.com
paypay.ne.jp
pcloud.com
peatix.com
pingdom.com
pingidentity.com
pinterest.com
pipedrive.com
pixiv.net
plaid.com
planetscale.com
plesk.com
plex.tv
pobox.com
poloniex.com
porkbun.com
posteo.de
postmarkapp.com|postmark
privateinternetaccess.com|pia
proton.me protonmail.com protonvpn.com|protonmail protonvpn protonaccount
pulumi.com
purelymail.com
pushover.net
qiita.com
qonto.com
quora.com
rackspace.com
railway.app railway.com
raindrop.io
rakuten.co.jp rakuten.com
razer.com
readthedocs.org
reddit.com
redhat.com|openshift
registro.br
render.com
replit.com
restream.io
revolut.com
ring.com
ringcentral.com
riotgames.com|riot leagueoflegends valorant
robertsspaceindustries.com|rsi starcitizen
robinhood.com
roblox.com
roboform.com
rockstargames.com|socialclub
rollbar.com
sakura.ad.jp|sakurainternet
salesforce.com force.com
samsung.com
sap.com
sba.gov
sbivc.co.jp|sbivctrade
schwab.com|charlesschwab
sendgrid.com|twiliosendgrid
sentry.io
servicenow.com
shopify.com
shutterstock.com
sift.com
signnow.com
simplelogin.io
skrill.com
sky.com
slack.com
smartsheet.com
smbc-card.com vpass.ne.jp
snapchat.com snap.com|snap
snowflake.com snowflakecomputing.com
snyk.io
softbank.jp
sonarcloud.io
sony.com playstation.com|playstation playstationnetwork sonyentertainmentnetwork psn
soundcloud.com
sourceforge.net
sparkpost.com
spideroak.com
spotify.com
square-enix.com finalfantasyxiv.com|finalfantasyxiv
squarespace.com
squareup.com|square
sr.ht|sourcehut
stackoverflow.com stackexchange.com|stackexchange
standardnotes.com
startmail.com
steampowered.com steamcommunity.com|steam
strato.de
strava.com
stripe.com
substack.com
supabase.com
surfshark.com
surveymonkey.com
synology.com|synologyaccount
t-mobile.com
tailscale.com
tdameritrade.com
teamviewer.com
telegram.org
telstra.com
tencentcloud.com tencent.com|tencent
terraform.io|terraformcloud
tesla.com
ticktick.com
tidal.com
tiktok.com
todoist.com
trademe.co.nz
transip.nl transip.eu
travis-ci.com
trello.com
trendmicro.com
tresorit.com
trustpilot.com
tumblr.com
tuta.com tutanota.com tuta.io|tutanota
twilio.com
twitch.tv
typeform.com
uber.com
ubisoft.com|uplay ubisoftconnect
ubuntu.com launchpad.net|ubuntuone ubuntusso launchpad canonical
udemy.com
ui.com ubiquiti.com ubnt.com|ubiquiti ubnt unifi
unity.com unity3d.com|unityid
upbit.com
uphold.com
uptimerobot.com
upwork.com
usaa.com
valr.com
vanguard.com
vercel.com
verizon.com
viber.com
vimeo.com
virustotal.com
visualstudio.com
vk.com|vkontakte
vonage.com nexmo.com|nexmo
vultr.com
wargaming.net
wave.com waveapps.com
wealthfront.com
wealthsimple.com
webflow.com
weblate.org
webmoney.ru wmtransfer.com
wechat.com
wellsfargo.com
whatsapp.com
whmcs.com
wikimedia.org wikipedia.org|wikipedia
wise.com transferwise.com|transferwise
wix.com
wordfence.com
wordpress.com|automattic
wordpress.org
workday.com myworkday.com
workos.com
wpengine.com
wrike.com
x.com twitter.com|twitter
xbox.com
xero.com
xing.com
xserver.ne.jp
yahoo.co.jp|yahoojapan
yahoo.com
yandex.com yandex.ru|yandexid
ycombinator.com|hackernews
ynab.com youneedabudget.com|youneedabudget
zaif.jp
zapier.com
zendesk.com
zoho.com zoho.eu
zoom.us zoom.com
zscaler.com
zulip.com
"""

_NOT_NAME = re.compile(r"[\W_]+")
_domains: dict[str, tuple[str, ...]] = {}


def proposed_domains(issuer: str) -> tuple[str, ...]:
    """Returns the domains of the service that the issuer names, or an empty tuple.

    An issuer that is itself a host name in a registrable domain proposes that domain.
    """
    if "." in issuer and " " not in issuer:
        origin = site.parse_typed(issuer)
        if origin is not None and origin.domain is not None:
            return (origin.domain,)
    return domains_by_name().get(name_key(issuer), ())


def domains_by_name() -> Mapping[str, tuple[str, ...]]:
    """Returns the domains of each service by its names. The first call builds the table."""
    if not _domains:
        for line in _SERVICES.split("\n"):
            if line:
                domains, _, names = line.partition("|")
                _add(domains, names)
    return _domains


def _add(domains: str, names: str) -> None:
    of_service = tuple(domains.split())
    for name in {name_key(of_service[0].partition(".")[0]), *names.split()}:
        _domains[name] = _domains.get(name, ()) + of_service


def name_key(text: str) -> str:
    """Returns the form in which names of services are compared: the letters and digits in NFKC and
    lower case.
    """
    return _NOT_NAME.sub("", unicodedata.normalize("NFKC", text).casefold())
