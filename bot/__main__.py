"""`python -m bot` is `looseends`."""

import sys

from bot.cli.protocol import extract_lines, ledger_lines, link_lines, similar_lines


def main() -> None:
    verbs = {
        "extract": extract_lines,
        "ledger": ledger_lines,
        "ledger --links": link_lines,
        "similar": similar_lines,
    }
    for line in verbs[" ".join(sys.argv[1:])](sys.stdin.buffer):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
