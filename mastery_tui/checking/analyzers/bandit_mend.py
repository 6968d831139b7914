"""How to mend what bandit finds: its own documentation tells more of why than of how."""

_XML = (
    "Parse with `defusedxml`, which refuses entity bombs and external entities and has the same functions; "
    "for XML that the program made itself, say so with `# nosec` and the reason."
)
_ARGUMENTS = (
    "Pass a list of arguments and leave `shell` out: `subprocess.run(['ls', folder], check=True)`. "
    "If a shell is really needed, quote each part that comes from outside with `shlex.quote`."
)
_LOGIN = (
    "Read it when the program runs: from the environment, a file that is not committed, or the system's key ring. "
    "One that was committed is known: change it. If it is no password, rename the variable or say `# nosec`."
)
_TLS = (
    "Use `ssl.create_default_context()`: it refuses old protocols, checks certificates and host names. "
    "To go lower for one old server is a decision to write down next to it."
)
_SQL = (
    "Let the database put the values in: `cursor.execute('… WHERE id = %s', (id,))`, or the ORM's own filters. "
    "Names of tables and columns cannot be parameters: take them from a fixed list."
)
_HTML = (
    "Let the template escape what comes from outside. Mark as safe only text that the program wrote itself; "
    "build HTML with `format_html` or `Markup.format`, which escape their arguments."
)
_PICKLE = (
    "Use a format that holds data only: JSON, msgpack, or the library's own safe one. If it has to be this one, "
    "load only what this program wrote and nobody else can write, for example checked with `hmac`."
)
_TELNET = "Use SSH (`paramiko`, `asyncssh`) or HTTPS: they encrypt, and they prove who the other side is."
_CIPHER = "Use the package `cryptography`: its `Fernet`, or AES-GCM and ChaCha20-Poly1305."

MEND: dict[str, str] = {
    "B101": "In a program, raise an exception: `python -O` removes every `assert`. In tests asserts are right: leave "
    "the "
    "folder of tests out in bandit's configuration.",
    "B102": "Call the function that you mean. To choose among several, keep them in a dict by name; to read a value, "
    "use "
    "`ast.literal_eval`.",
    "B103": "Give no more than is needed: `0o600` for the owner alone, `0o644` for others to read, `0o755` for "
    "programs.",
    "B104": "Listen on `127.0.0.1` unless other machines have to reach it, and make the address a setting.",
    "B105": _LOGIN,
    "B106": _LOGIN,
    "B107": _LOGIN,
    "B108": "Let the library choose the name: `tempfile.TemporaryDirectory()` or `NamedTemporaryFile()`; nobody can be "
    "there before you.",
    "B110": "Catch the one exception that you expect, and at least log it. To drop it on purpose, write "
    "`contextlib.suppress(ThatError)` and say why.",
    "B112": "Catch the one exception that you expect, and log what was left out before you go on.",
    "B113": "Say how long to wait: `requests.get(url, timeout=10)`. Without it a silent server stops the program for "
    "ever.",
    "B201": "Take `debug=True` out; turn it on where you develop, with `flask --debug run`.",
    "B202": "Give `extractall` a filter: `tar.extractall(folder, filter='data')`; it refuses paths out of the folder.",
    "B301": _PICKLE,
    "B302": _PICKLE,
    "B303": "Use `hashlib.sha256` or `hashlib.blake2b`; for passwords `hashlib.scrypt`.",
    "B304": _CIPHER,
    "B305": _CIPHER,
    "B306": "Use `tempfile.mkstemp()` or `NamedTemporaryFile()`: they make the file at once, so nobody else can.",
    "B307": "Use `ast.literal_eval` for values, a dict of functions for commands.",
    "B308": _HTML,
    "B310": "Check the scheme before you open: `urlsplit(url).scheme in ('http', 'https')`; else `file:` reads your "
    "disk.",
    "B311": "For tokens, passwords and keys use `secrets`. For simulations, games and tests `random` is right: say "
    "`# nosec`.",
    "B312": _TELNET,
    "B321": "Use SFTP, or FTP over TLS (`ftplib.FTP_TLS`).",
    "B323": _TLS,
    "B324": "Use `hashlib.sha256` or `hashlib.blake2b`. Where it is no matter of security, such as a cache key, say "
    "so: "
    "`hashlib.md5(data, usedforsecurity=False)`.",
    "B401": _TELNET,
    "B402": "Use SFTP, or FTP over TLS (`ftplib.FTP_TLS`).",
    "B403": _PICKLE,
    "B404": "Look at each call: a list of arguments, no shell, a program by its full path, nothing unchecked from "
    "outside. "
    "The import alone is no fault.",
    "B411": "Use `defusedxml.xmlrpc.monkey_patch()` before it, or a protocol with JSON.",
    "B412": "Serve through WSGI or ASGI, or unset `HTTP_PROXY` at the start: a request can set it.",
    "B413": _CIPHER,
    "B415": "Use IPMI 2.0 through a tool that encrypts, on a network of its own.",
    "B501": "Take `verify=False` out. For a certificate of your own, name its file: `verify='ca.pem'`.",
    "B502": _TLS,
    "B503": _TLS,
    "B504": _TLS,
    "B505": "Use keys of 2048 bits or more for RSA and DSA, 224 or more for elliptic curves; best Ed25519.",
    "B506": "Use `yaml.safe_load`: it makes plain data only.",
    "B507": "Keep paramiko's `RejectPolicy` and load known hosts with `load_system_host_keys()`.",
    "B508": "Use SNMPv3: `UsmUserData` in place of `CommunityData`.",
    "B509": "Give both keys, with SHA and AES: `UsmUserData(user, auth, priv, authProtocol=…, privProtocol=…)`.",
    "B601": "Quote each part that comes from outside with `shlex.quote`, or call a fixed script on the other side.",
    "B602": _ARGUMENTS,
    "B603": "Look where each argument comes from: a list without a shell is right, but an option or path from "
    "outside can "
    "still mislead the program. Put `--` before such arguments; if all is checked, say `# nosec` and why.",
    "B604": _ARGUMENTS,
    "B605": _ARGUMENTS,
    "B606": "Look where each argument comes from, as with any new process; `subprocess.run` with a list says more.",
    "B607": "Name the program by its full path, for example from `shutil.which`, so that nobody's `PATH` chooses "
    "another.",
    "B608": _SQL,
    "B609": "Expand the names in Python (`glob.glob`) and pass them as a list after `--`: a file called `-rf` is "
    "then a name.",
    "B610": _SQL,
    "B611": _SQL,
    "B612": "Give `logging.config.listen` a `verify` function that checks a signature; who can connect runs code "
    "otherwise.",
    "B613": "Delete the invisible direction marks; to need them in a string, write them as escapes (`\\u202e`).",
    "B614": "Load with `torch.load(file, weights_only=True)`, or keep weights as safetensors.",
    "B615": "Pin what you download: `revision='<commit hash>'`.",
    "B701": "Turn escaping on: `Environment(autoescape=select_autoescape())`.",
    "B702": "Escape in the template (`${text | h}`), or by default: `TemplateLookup(default_filters=['h'])`.",
    "B703": _HTML,
    "B704": _HTML,
    **dict.fromkeys(("B313", "B314", "B315", "B316", "B317", "B318", "B319", "B320"), _XML),
    **dict.fromkeys(("B405", "B406", "B407", "B408", "B409", "B410"), _XML),
}
