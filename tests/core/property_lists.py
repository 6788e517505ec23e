"""Thirty property lists, each with the text that its Config Key is made of: written by hand from the client's rules."""

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">'
TAIL = "</plist>"

# name: (the dictionary in XML, the canonical text)
LISTS: dict[str, tuple[str, str]] = {
    "nothing": ("<dict/>", "{}"),
    "one text": ("<dict><key>startURL</key><string>https://a.example</string></dict>", '{"startURL":"https://a.example"}'),
    "one truth": ("<dict><key>allowQuit</key><true/></dict>", '{"allowQuit":true}'),
    "one falsehood": ("<dict><key>allowQuit</key><false/></dict>", '{"allowQuit":false}'),
    "whole numbers": (
        "<dict><key>b</key><integer>-7</integer><key>a</key><integer>0</integer><key>c</key><integer>120000</integer></dict>",
        '{"a":0,"b":-7,"c":120000}',
    ),
    "fractions": (
        "<dict><key>a</key><real>0.5</real><key>b</key><real>1.0</real><key>c</key><real>-2.25</real></dict>",
        '{"a":0.5,"b":1,"c":-2.25}',
    ),
    "originator goes": (
        "<dict><key>originatorVersion</key><string>SEB_Win_3.9</string><key>a</key><true/></dict>",
        '{"a":true}',
    ),
    "originator alone": ("<dict><key>originatorVersion</key><string>x</string></dict>", "{}"),
    "originator in the middle": (
        "<dict><key>n</key><true/><key>originatorVersion</key><string>x</string><key>p</key><true/></dict>",
        '{"n":true,"p":true}',
    ),
    "empty dictionary goes": ("<dict><key>a</key><dict/><key>b</key><true/></dict>", '{"b":true}'),
    "empty array stays": ("<dict><key>a</key><array/><key>b</key><true/></dict>", '{"a":[],"b":true}'),
    "empty dictionary within": (
        "<dict><key>a</key><dict><key>x</key><dict/><key>y</key><integer>1</integer></dict></dict>",
        '{"a":{"y":1}}',
    ),
    "case doesn't order": (
        "<dict><key>Zeta</key><true/><key>alpha</key><true/><key>Beta</key><true/></dict>",
        '{"alpha":true,"Beta":true,"Zeta":true}',
    ),
    "a prefix comes first": (
        "<dict><key>allowedDisplays</key><true/><key>allow</key><true/><key>allowWlan</key><true/></dict>",
        '{"allow":true,"allowedDisplays":true,"allowWlan":true}',
    ),
    "small letters before capitals": (
        "<dict><key>allowWLAN</key><true/><key>allowWlan</key><false/></dict>",
        '{"allowWlan":false,"allowWLAN":true}',
    ),
    "digits before letters": (
        "<dict><key>enableF2</key><true/><key>enableF10</key><true/><key>enableF1</key><true/><key>enableFa</key><true/></dict>",
        '{"enableF1":true,"enableF10":true,"enableF2":true,"enableFa":true}',
    ),
    "backslash stays single": (
        "<dict><key>socket</key><string>ws:\\localhost:8706</string></dict>",
        '{"socket":"ws:\\localhost:8706"}',
    ),
    "regular expression": (
        "<dict><key>expression</key><string>^https?:\\/\\/a\\.example\\/.*$</string></dict>",
        '{"expression":"^https?:\\/\\/a\\.example\\/.*$"}',
    ),
    "slashes aren't escaped": ("<dict><key>p</key><string>/Applications/a/b</string></dict>", '{"p":"/Applications/a/b"}'),
    "signs of markup": ("<dict><key>t</key><string>a &amp; b &lt; c &gt; d</string></dict>", '{"t":"a & b < c > d"}'),
    "Polish letters": (
        "<dict><key>sala</key><string>Zażółć gęślą jaźń</string></dict>",
        '{"sala":"Zażółć gęślą jaźń"}',
    ),
    "letters beyond the plane": ("<dict><key>t</key><string>🍵 herbata</string></dict>", '{"t":"🍵 herbata"}'),
    "an empty text": ("<dict><key>a</key><string></string><key>b</key><string/></dict>", '{"a":"","b":""}'),
    "blanks inside a text": ("<dict><key>a</key><string> two  blanks </string></dict>", '{"a":" two  blanks "}'),
    "data": ("<dict><key>examKeySalt</key><data>AAEC\n\t/+8=</data></dict>", '{"examKeySalt":"AAEC/+8="}'),
    "empty data": ("<dict><key>examKeySalt</key><data></data></dict>", '{"examKeySalt":""}'),
    "arrays keep their order": (
        "<dict><key>a</key><array><string>z</string><integer>2</integer><string>b</string><true/></array></dict>",
        '{"a":["z",2,"b",true]}',
    ),
    "dictionaries in arrays": (
        "<dict><key>rules</key><array><dict><key>regex</key><false/><key>active</key><true/><key>action</key>"
        "<integer>1</integer></dict><dict/></array></dict>",
        '{"rules":[{"action":1,"active":true,"regex":false},{}]}',
    ),
    "deep inside": (
        "<dict><key>c</key><dict><key>B</key><dict><key>a</key><array><array><dict><key>y</key><integer>1</integer>"
        "<key>X</key><integer>2</integer></dict></array></array></dict></dict></dict>",
        '{"c":{"B":{"a":[[{"X":2,"y":1}]]}}}',
    ),
    "an exam's settings": (
        "<dict><key>startURL</key><string>https://192.168.1.7:8000/ticket</string><key>sendBrowserExamKey</key><true/>"
        "<key>quitURL</key><string>https://192.168.1.7:8000/leave</string><key>browserWindowWebView</key>"
        "<integer>3</integer><key>embeddedCertificates</key><array><dict><key>type</key><integer>2</integer><key>name"
        "</key><string>Exam server</string><key>certificateData</key><data>MIIB</data></dict></array><key>allowQuit"
        "</key><false/></dict>",
        '{"allowQuit":false,"browserWindowWebView":3,"embeddedCertificates":[{"certificateData":"MIIB","name":'
        '"Exam server","type":2}],"quitURL":"https://192.168.1.7:8000/leave","sendBrowserExamKey":true,"startURL":'
        '"https://192.168.1.7:8000/ticket"}',
    ),
}  # fmt: skip


def as_xml(dictionary: str) -> bytes:
    return f"{HEAD}{dictionary}{TAIL}".encode()
